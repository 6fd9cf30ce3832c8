/* A pair of AF_UNIX datagram sockets, blocking. The kernel makes a sender wait rather than lose a message. */
#include "unix_pair.h"

static int open_pair(void *state, const struct setup *setup)
{
    return open_unix_pair(state, setup, SOCK_DGRAM);
}

static uint64_t message_limit(const struct setup *setup)
{
    return unix_message_limit(setup, SOCK_DGRAM);
}

static const struct transport_option options[] = UNIX_OPTIONS;

const struct transport transport_unix_dgram = {
    .name = "unix_dgram",
    .summary = "AF_UNIX datagram sockets",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .system_limit = message_limit,
    .options = options,
    .state_bytes = sizeof(struct socket_pair),
    .open = open_pair,
    .attach = attach_socket,
    .send = send_by_datagram,
    .receive = receive_by_datagram,
    .capacity = unix_capacity,
    .close = close_sockets,
};
