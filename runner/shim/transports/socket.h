/* A connected pair of sockets and what the socket transports share. */
#ifndef SOCKET_H
#define SOCKET_H

#include <sys/socket.h>

#include "../transport.h"
#include "stream.h"

struct socket_pair {
    size_t message_bytes;
    int by_side[2];
    int own; /* after attaching */
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

static inline int attach_socket(void *state, const struct setup *setup, enum side side)
{
    struct socket_pair *pair = state;
    (void)setup;
    pair->own = pair->by_side[side];
    close(pair->by_side[!side]);
    return 0;
}

static inline int send_by_stream(void *state, const unsigned char *message)
{
    const struct socket_pair *pair = state;
    return write_all(pair->own, message, pair->message_bytes);
}

static inline int receive_by_stream(void *state, unsigned char **message)
{
    const struct socket_pair *pair = state;
    return read_all(pair->own, *message, pair->message_bytes);
}

/* Sockets that keep messages apart take and give a message whole. */
static inline int send_by_datagram(void *state, const unsigned char *message)
{
    const struct socket_pair *pair = state;
    ssize_t sent = send(pair->own, message, pair->message_bytes, 0);
    if (sent < 0)
        return -errno;
    return (size_t)sent == pair->message_bytes ? 0 : -EIO;
}

static inline int receive_by_datagram(void *state, unsigned char **message)
{
    const struct socket_pair *pair = state;
    ssize_t got = recv(pair->own, *message, pair->message_bytes, 0);
    if (got < 0)
        return -errno;
    return (size_t)got == pair->message_bytes ? 0 : -EIO;
}

static inline uint64_t socket_buffer(int file, int which)
{
    int size = 0;
    socklen_t length = sizeof size;
    return getsockopt(file, SOL_SOCKET, which, &size, &length) == 0 && size > 0 ? (uint64_t)size : 0;
}

static inline void close_sockets(void *state)
{
    const struct socket_pair *pair = state;
    for (int side = 0; side < 2; side++)
        if (pair->by_side[side] > 0)
            close(pair->by_side[side]);
}

#define BUFFER_BYTES_OPTION {"buffer_bytes", 0, 0, 1u << 30, "socket buffers asked for; 0: as the system sets them"}

#endif
