/*
 * Two System V message queues, one for each direction, blocking. The type of a message stands in front of it, so it is
 * written and read where that leaves it. These queues outlive processes: close() removes them.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>

#include "../os.h"
#include "../transport.h"

struct state {
    size_t message_bytes;
    int to[2]; /* by receiving side */
    int in, out, opened;
    long *outgoing, *incoming; /* type, message */
};

static int open_queues(void *held, const struct setup *setup)
{
    struct state *state = held;
    state->message_bytes = setup->message_bytes;
    for (; state->opened < 2; state->opened++) {
        state->to[state->opened] = msgget(IPC_PRIVATE, IPC_CREAT | S_IRUSR | S_IWUSR);
        if (state->to[state->opened] < 0)
            return errno == ENOSPC ? -ERROR_QUEUE_LIMIT : -errno;
    }
    state->outgoing = calloc(1, sizeof(long) + setup->message_bytes);
    state->incoming = calloc(1, sizeof(long) + setup->message_bytes);
    if (state->outgoing == NULL || state->incoming == NULL)
        return -ENOMEM;
    *state->outgoing = 1; /* any type; 0 is not allowed */
    return 0;
}

static int attach(void *held, const struct setup *setup, enum side side)
{
    struct state *state = held;
    (void)setup;
    state->in = state->to[side];
    state->out = state->to[!side];
    memset(state->outgoing + 1, 1, state->message_bytes); /* of this side only from now on */
    memset(state->incoming, 1, sizeof(long) + state->message_bytes);
    return 0;
}

static int reserve(void *held, unsigned char **message)
{
    struct state *state = held;
    *message = (unsigned char *)(state->outgoing + 1);
    return 0;
}

static int send_message(void *held, const unsigned char *message)
{
    struct state *state = held;
    (void)message;
    return msgsnd(state->out, state->outgoing, state->message_bytes, 0) == 0 ? 0 : -errno;
}

static int receive_message(void *held, unsigned char **message)
{
    struct state *state = held;
    ssize_t got = msgrcv(state->in, state->incoming, state->message_bytes, 0, 0);
    if (got < 0)
        return -errno;
    *message = (unsigned char *)(state->incoming + 1);
    return (size_t)got == state->message_bytes ? 0 : -EIO;
}

static uint64_t capacity(const void *held)
{
    (void)held;
    return os_limit(LIMIT_SYSV_QUEUE_BYTES);
}

static uint64_t message_limit(const struct setup *setup)
{
    uint64_t message = os_limit(LIMIT_SYSV_QUEUE_MESSAGE), queue = os_limit(LIMIT_SYSV_QUEUE_BYTES);
    (void)setup;
    return message < queue ? message : queue;
}

static void close_queues(void *held)
{
    struct state *state = held;
    while (state->opened > 0)
        msgctl(state->to[--state->opened], IPC_RMID, NULL);
    free(state->outgoing);
    free(state->incoming);
}

const struct transport transport_sysv_mq = {
    .name = "sysv_mq",
    .summary = "a pair of System V message queues",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .system_limit = message_limit,
    .state_bytes = sizeof(struct state),
    .open = open_queues,
    .attach = attach,
    .reserve = reserve,
    .send = send_message,
    .receive = receive_message,
    .capacity = capacity,
    .close = close_queues,
};
