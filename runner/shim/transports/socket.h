/* A connected pair of sockets: what the stream transports share. The descriptors are by side. */
#ifndef SOCKET_H
#define SOCKET_H

#include <sys/socket.h>

#include "../transport.h"
#include "stream.h"

struct socket_pair {
    size_t message_bytes;
    int by_side[2];
    int own;
};

/* 0 leaves a buffer as the system sets it; the kernel may grant less than was asked. */
static inline int set_buffers(const struct socket_pair *pair, uint64_t buffer_bytes)
{
    int size = (int)buffer_bytes;
    for (int side = 0; side < 2 && size != 0; side++) {
        if (setsockopt(pair->by_side[side], SOL_SOCKET, SO_SNDBUF, &size, sizeof size) != 0 ||
            setsockopt(pair->by_side[side], SOL_SOCKET, SO_RCVBUF, &size, sizeof size) != 0)
            return -errno;
    }
    return 0;
}

static inline void attach_socket(struct socket_pair *pair, enum side side)
{
    pair->own = pair->by_side[side];
    close(pair->by_side[!side]);
}

static inline uint64_t socket_buffer(int file, int which)
{
    int size = 0;
    socklen_t length = sizeof size;
    return getsockopt(file, SOL_SOCKET, which, &size, &length) == 0 && size > 0 ? (uint64_t)size : 0;
}

static inline void close_sockets(struct socket_pair *pair)
{
    for (int side = 0; side < 2; side++)
        if (pair->by_side[side] > 0)
            close(pair->by_side[side]);
}

#endif
