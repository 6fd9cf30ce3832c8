/* A pair of connected AF_UNIX sockets that keep messages apart, blocking. */
#include "unix_pair.h"

static int open_pair(void *state, const struct setup *setup)
{
    return open_unix_pair(state, setup, SOCK_SEQPACKET);
}

static uint64_t message_limit(const struct setup *setup)
{
    return unix_message_limit(setup, SOCK_SEQPACKET);
}

static const struct transport_option options[] = UNIX_OPTIONS;

const struct transport transport_unix_seqpacket = {
    .name = "unix_seqpacket",
    .summary = "AF_UNIX sequential-packet sockets",
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
