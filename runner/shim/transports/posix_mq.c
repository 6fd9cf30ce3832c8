/* Two POSIX message queues, one for each direction, blocking. Their names are gone as soon as they are open. */
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../os.h"
#include "../transport.h"

enum { QUEUE_MESSAGES };

struct state {
    size_t message_bytes;
    uint64_t capacity;
    mqd_t to[2]; /* by receiving side */
    mqd_t in, out;
    int opened;
};

static int open_queues(void *held, const struct setup *setup)
{
    struct state *state = held;
    struct mq_attr attributes = {.mq_maxmsg = (long)setup->option[QUEUE_MESSAGES],
                                 .mq_msgsize = (long)setup->message_bytes};
    char name[64];
    state->message_bytes = setup->message_bytes;
    state->capacity = setup->option[QUEUE_MESSAGES] * setup->message_bytes;
    for (; state->opened < 2; state->opened++) {
        snprintf(name, sizeof name, "/ipc-bench-%ld-%d", (long)getpid(), state->opened);
        mqd_t queue = mq_open(name, O_CREAT | O_EXCL | O_RDWR, S_IRUSR | S_IWUSR, &attributes);
        if (queue == (mqd_t)-1) /* EINVAL and EMFILE also tell of limits: on one queue, on the sum of all */
            return errno == EINVAL || errno == EMFILE || errno == ENOSPC ? -ERROR_QUEUE_LIMIT : -errno;
        mq_unlink(name);
        state->to[state->opened] = queue;
    }
    return 0;
}

static int attach(void *held, const struct setup *setup, enum side side)
{
    struct state *state = held;
    (void)setup;
    state->in = state->to[side];
    state->out = state->to[!side];
    return 0;
}

static int send_message(void *held, const unsigned char *message)
{
    struct state *state = held;
    return mq_send(state->out, (const char *)message, state->message_bytes, 0) == 0 ? 0 : -errno;
}

static int receive_message(void *held, unsigned char **message)
{
    struct state *state = held;
    ssize_t got = mq_receive(state->in, (char *)*message, state->message_bytes, NULL);
    if (got < 0)
        return -errno;
    return (size_t)got == state->message_bytes ? 0 : -EIO;
}

static uint64_t capacity(const void *held)
{
    const struct state *state = held;
    return state->capacity;
}

static uint64_t message_limit(const struct setup *setup)
{
    (void)setup;
    return os_limit(LIMIT_POSIX_QUEUE_MESSAGE);
}

static void close_queues(void *held)
{
    struct state *state = held;
    while (state->opened > 0)
        mq_close(state->to[--state->opened]);
}

static const struct transport_option options[] = {
    [QUEUE_MESSAGES] = {"queue_messages", 10, 1, 65536, "messages that a queue can hold"},
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_posix_mq = {
    .name = "posix_mq",
    .summary = "a pair of POSIX message queues",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 16u << 20,
    .system_limit = message_limit,
    .options = options,
    .state_bytes = sizeof(struct state),
    .open = open_queues,
    .attach = attach,
    .send = send_message,
    .receive = receive_message,
    .capacity = capacity,
    .close = close_queues,
};
