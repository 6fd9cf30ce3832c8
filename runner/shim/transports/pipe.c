/* A pair of pipes, one for each direction, blocking. */
#include "pipes.h"

enum { PIPE_BYTES };

static int open_pipes(void *state, const struct setup *setup)
{
    struct pipes *pipes = state;
    pipes->message_bytes = setup->message_bytes;
    for (int side = 0; side < 2; side++)
        if (pipe2(pipes->to[side], O_CLOEXEC) != 0)
            return -errno;
    return set_pipe_size(pipes, setup->option[PIPE_BYTES]);
}

static const struct transport_option options[] = {
    [PIPE_BYTES] = PIPE_BYTES_OPTION,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_pipe = {
    .name = "pipe",
    .summary = "a pair of pipes",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .options = options,
    .state_bytes = sizeof(struct pipes),
    .open = open_pipes,
    .attach = attach_pipes,
    .send = send_by_pipe,
    .receive = receive_by_pipe,
    .capacity = pipe_capacity,
    .close = close_pipes,
};
