/* A pair of connected AF_UNIX stream sockets, blocking. */
#include "socket.h"

enum { BUFFER_BYTES };

static int open_sockets(void *state, const struct setup *setup)
{
    struct socket_pair *pair = state;
    pair->message_bytes = setup->message_bytes;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair->by_side) != 0)
        return -errno;
    return set_buffers(pair, setup->option[BUFFER_BYTES]);
}

static int attach(void *state, const struct setup *setup, enum side side)
{
    (void)setup;
    attach_socket(state, side);
    return 0;
}

static int send_message(void *state, const unsigned char *message)
{
    struct socket_pair *pair = state;
    return write_all(pair->own, message, pair->message_bytes);
}

static int receive_message(void *state, unsigned char **message)
{
    struct socket_pair *pair = state;
    return read_all(pair->own, *message, pair->message_bytes);
}

/* Only the sender's buffer is charged: AF_UNIX queues directly at the receiver. */
static uint64_t capacity(const void *state)
{
    const struct socket_pair *pair = state;
    return socket_buffer(pair->by_side[INITIATOR], SO_SNDBUF);
}

static void close_pair(void *state)
{
    close_sockets(state);
}

static const struct transport_option options[] = {
    [BUFFER_BYTES] = {"buffer_bytes", 0, 0, 1u << 30, "socket buffers asked for; 0: as the system sets them"},
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_unix_stream = {
    .name = "unix_stream",
    .summary = "AF_UNIX stream sockets",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .options = options,
    .state_bytes = sizeof(struct socket_pair),
    .open = open_sockets,
    .attach = attach,
    .send = send_message,
    .receive = receive_message,
    .capacity = capacity,
    .close = close_pair,
};
