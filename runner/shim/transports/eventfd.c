/* Two event counters, one for each direction, blocking. The message is the 8 bytes that are added and read. */
#include <sys/eventfd.h>

#include "../transport.h"
#include "stream.h"

struct state {
    int to[2]; /* by receiving side */
    int in, out;
};

static int open_counters(void *opened, const struct setup *setup)
{
    struct state *state = opened;
    (void)setup;
    for (int side = 0; side < 2; side++)
        if ((state->to[side] = eventfd(0, EFD_CLOEXEC)) < 0)
            return -errno;
    return 0;
}

static int attach(void *attached, const struct setup *setup, enum side side)
{
    struct state *state = attached;
    (void)setup;
    state->in = state->to[side];
    state->out = state->to[!side];
    return 0;
}

static int send_message(void *held, const unsigned char *message)
{
    struct state *state = held;
    return write_all(state->out, message, sizeof(eventfd_t));
}

static int receive_message(void *held, unsigned char **message)
{
    struct state *state = held;
    return read_all(state->in, *message, sizeof(eventfd_t));
}

static void close_counters(void *held)
{
    struct state *state = held;
    for (int side = 0; side < 2; side++)
        if (state->to[side] > 0)
            close(state->to[side]);
}

const struct transport transport_eventfd = {
    .name = "eventfd",
    .summary = "a pair of event counters",
    .waiting = BLOCKING,
    .modes = LATENCY,
    .min_message_bytes = sizeof(eventfd_t),
    .max_message_bytes = sizeof(eventfd_t),
    .state_bytes = sizeof(struct state),
    .open = open_counters,
    .attach = attach,
    .send = send_message,
    .receive = receive_message,
    .close = close_counters,
};
