/* A pair of connected AF_UNIX stream sockets, blocking. */
#include "unix_pair.h"

static int open_pair(void *state, const struct setup *setup)
{
    return open_unix_pair(state, setup, SOCK_STREAM);
}

static const struct transport_option options[] = UNIX_OPTIONS;

const struct transport transport_unix_stream = {
    .name = "unix_stream",
    .summary = "AF_UNIX stream sockets",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .options = options,
    .state_bytes = sizeof(struct socket_pair),
    .open = open_pair,
    .attach = attach_socket,
    .send = send_by_stream,
    .receive = receive_by_stream,
    .capacity = unix_capacity,
    .close = close_sockets,
};
