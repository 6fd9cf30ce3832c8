/* Why there is no number: a closed list of words, each either `unsupported` or `failed`. */
#include "core.h"

static const struct {
    const char *name;
    enum status status;
} reasons[] = {
    [REASON_none] = {"none", OK},
#define X(name, status) [REASON_##name] = {#name, status},
    REASON_LIST(X)
#undef X
};

const char *reason_name(enum reason reason)
{
    return reasons[reason].name;
}

enum status reason_status(enum reason reason)
{
    return reasons[reason].status;
}

enum reason reason_of(int code)
{
    if (code >= 0)
        return (enum reason)code;
    switch (-code) {
    case ENOSYS:
        return REASON_no_such_syscall;
    case EPERM:
    case EACCES:
    case EROFS:
        return REASON_permission;
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
    case EOPNOTSUPP:
    case ENOPROTOOPT:
    case EINVAL:
        return REASON_capability_missing;
    case EMSGSIZE:
        return REASON_message_too_large;
    case ERROR_NO_HUGE_PAGES:
        return REASON_no_huge_pages;
    case ERROR_QUEUE_LIMIT:
        return REASON_queue_limit;
    case EMFILE:
    case ENFILE:
        return REASON_descriptor_limit;
    case ENOMEM:
    case ENOBUFS:
        return REASON_memory;
    case ENOSPC:
        return REASON_storage_full;
    case EAGAIN:
        return REASON_lost_message;
    case ETIMEDOUT:
        return REASON_deadline;
    case EINTR:
        return REASON_interrupted;
    case EPIPE:
    case ECONNRESET:
    case ESRCH:
        return REASON_killed;
    default:
        return REASON_unknown;
    }
}
