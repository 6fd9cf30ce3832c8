/* A pair of pipes, one for each direction, blocking. */
#include <fcntl.h>

#include "../transport.h"
#include "stream.h"

enum { PIPE_BYTES };

struct state {
    size_t message_bytes;
    int to[2][2]; /* by receiving side: read end, write end */
    int in, out;
};

static int open_pipes(void *state, const struct setup *setup)
{
    struct state *pipes = state;
    const uint64_t size = setup->option[PIPE_BYTES];
    pipes->message_bytes = setup->message_bytes;
    for (int side = 0; side < 2; side++) {
        if (pipe2(pipes->to[side], O_CLOEXEC) != 0)
            return -errno;
        if (size != 0 && fcntl(pipes->to[side][1], F_SETPIPE_SZ, (int)size) < 0)
            return -errno;
    }
    return 0;
}

static int attach(void *state, const struct setup *setup, enum side side)
{
    struct state *pipes = state;
    (void)setup;
    pipes->in = pipes->to[side][0];
    pipes->out = pipes->to[!side][1];
    close(pipes->to[side][1]);
    close(pipes->to[!side][0]);
    return 0;
}

static int send_message(void *state, const unsigned char *message)
{
    struct state *pipes = state;
    return write_all(pipes->out, message, pipes->message_bytes);
}

static int receive_message(void *state, unsigned char **message)
{
    struct state *pipes = state;
    return read_all(pipes->in, *message, pipes->message_bytes);
}

static uint64_t capacity(const void *state)
{
    const struct state *pipes = state;
    int size = fcntl(pipes->to[RESPONDER][0], F_GETPIPE_SZ);
    return size > 0 ? (uint64_t)size : 65536;
}

static void close_pipes(void *state)
{
    struct state *pipes = state;
    for (int side = 0; side < 2; side++) {
        for (int end = 0; end < 2; end++)
            if (pipes->to[side][end] > 0)
                close(pipes->to[side][end]);
    }
}

static const struct transport_option options[] = {
    [PIPE_BYTES] = {"pipe_bytes", 0, 0, 1u << 30, "capacity asked for; 0: as the system sets it"},
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
    .state_bytes = sizeof(struct state),
    .open = open_pipes,
    .attach = attach,
    .send = send_message,
    .receive = receive_message,
    .capacity = capacity,
    .close = close_pipes,
};
