/* Two pipes, one for each direction: what pipe and fifo share once they are open. */
#ifndef PIPES_H
#define PIPES_H

#include <fcntl.h>

#include "../transport.h"
#include "stream.h"

struct pipes {
    size_t message_bytes;
    int to[2][2]; /* by receiving side: read end, write end */
    int in, out;
};

static inline int set_pipe_size(const struct pipes *pipes, uint64_t pipe_bytes)
{
    for (int side = 0; side < 2 && pipe_bytes != 0; side++)
        if (fcntl(pipes->to[side][1], F_SETPIPE_SZ, (int)pipe_bytes) < 0)
            return -errno;
    return 0;
}

static inline int attach_pipes(void *state, const struct setup *setup, enum side side)
{
    struct pipes *pipes = state;
    (void)setup;
    pipes->in = pipes->to[side][0];
    pipes->out = pipes->to[!side][1];
    close(pipes->to[side][1]);
    close(pipes->to[!side][0]);
    return 0;
}

static inline int send_by_pipe(void *state, const unsigned char *message)
{
    struct pipes *pipes = state;
    return write_all(pipes->out, message, pipes->message_bytes);
}

static inline int receive_by_pipe(void *state, unsigned char **message)
{
    struct pipes *pipes = state;
    return read_all(pipes->in, *message, pipes->message_bytes);
}

static inline uint64_t pipe_capacity(const void *state)
{
    const struct pipes *pipes = state;
    int size = fcntl(pipes->to[RESPONDER][0], F_GETPIPE_SZ);
    return size > 0 ? (uint64_t)size : 65536;
}

static inline void close_pipes(void *state)
{
    struct pipes *pipes = state;
    for (int side = 0; side < 2; side++) {
        for (int end = 0; end < 2; end++)
            if (pipes->to[side][end] > 0)
                close(pipes->to[side][end]);
    }
}

#define PIPE_BYTES_OPTION {"pipe_bytes", 0, 0, 1u << 30, "capacity asked for; 0: as the system sets it"}

#endif
