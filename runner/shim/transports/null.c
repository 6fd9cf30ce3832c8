/* Moves nothing: what is left is the cost of the harness itself. */
#include "../transport.h"

struct state {
    const unsigned char *sent;
};

static int open_null(void *state, const struct setup *setup)
{
    (void)state;
    (void)setup;
    return 0;
}

static int send_message(void *state, const unsigned char *message)
{
    struct state *null = state;
    null->sent = message;
    return 0;
}

static int receive_message(void *state, unsigned char **message)
{
    struct state *null = state;
    *message = (unsigned char *)(uintptr_t)null->sent;
    return 0;
}

const struct transport transport_null = {
    .name = "null",
    .summary = "no transport: the cost of the harness",
    .waiting = BLOCKING,
    .modes = LATENCY,
    .traits = LOOPBACK,
    .min_message_bytes = 0,
    .max_message_bytes = 1u << 30,
    .state_bytes = sizeof(struct state),
    .open = open_null,
    .send = send_message,
    .receive = receive_message,
};
