/* AF_UNIX socket pairs: the three types differ in their type and in how a message is sent. */
#ifndef UNIX_PAIR_H
#define UNIX_PAIR_H

#include "socket.h"

enum { BUFFER_BYTES };

/* What the kernel adds to a message that it keeps whole, and charges to the sender's buffer. */
enum { UNIX_OVERHEAD = 32 };

static inline int open_unix_pair(void *state, const struct setup *setup, int type)
{
    struct socket_pair *pair = state;
    pair->message_bytes = setup->message_bytes;
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair->by_side) != 0)
        return -errno;
    return set_buffers(pair, setup->option[BUFFER_BYTES]);
}

/* Only the sender's buffer is charged: AF_UNIX queues directly at the receiver. */
static inline uint64_t unix_capacity(const void *state)
{
    const struct socket_pair *pair = state;
    return socket_buffer(pair->by_side[INITIATOR], SO_SNDBUF);
}

/* A message that is kept whole must fit into the buffer that was granted. */
static inline uint64_t unix_message_limit(const struct setup *setup, int type)
{
    struct socket_pair pair = {.by_side = {-1, -1}};
    uint64_t limit = UINT64_MAX;
    if (open_unix_pair(&pair, setup, type) == 0)
        limit = unix_capacity(&pair) - UNIX_OVERHEAD;
    close_sockets(&pair);
    return limit;
}

#define UNIX_OPTIONS                          \
    {                                         \
        [BUFFER_BYTES] = BUFFER_BYTES_OPTION, \
        {NULL, 0, 0, 0, NULL},                \
    }

#endif
