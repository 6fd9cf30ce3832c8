/* One TCP connection over 127.0.0.1, blocking. */
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "socket.h"

enum { NODELAY, BUFFER_BYTES };

static int listen_on_loopback(int listener, struct sockaddr_in *address)
{
    socklen_t length = sizeof *address;
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)address, length) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)address, &length) != 0)
        return -errno;
    return 0;
}

/* The connection is made by one process with itself: connect() returns once the listener's queue has it. */
static int connect_pair(struct socket_pair *pair, int listener)
{
    struct sockaddr_in address;
    int code = listen_on_loopback(listener, &address);
    if (code != 0)
        return code;
    pair->by_side[INITIATOR] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (pair->by_side[INITIATOR] < 0 ||
        connect(pair->by_side[INITIATOR], (struct sockaddr *)&address, sizeof address) != 0)
        return -errno;
    pair->by_side[RESPONDER] = accept(listener, NULL, NULL);
    return pair->by_side[RESPONDER] < 0 ? -errno : 0;
}

static int open_connection(void *state, const struct setup *setup)
{
    struct socket_pair *pair = state;
    int nodelay = setup->option[NODELAY] != 0;
    pair->message_bytes = setup->message_bytes;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0)
        return -errno;
    int code = connect_pair(pair, listener);
    close(listener);
    for (int side = 0; side < 2 && code == 0; side++)
        if (setsockopt(pair->by_side[side], IPPROTO_TCP, TCP_NODELAY, &nodelay, sizeof nodelay) != 0)
            code = -errno;
    return code != 0 ? code : set_buffers(pair, setup->option[BUFFER_BYTES]);
}

static uint64_t capacity(const void *state)
{
    const struct socket_pair *pair = state;
    return socket_buffer(pair->by_side[INITIATOR], SO_SNDBUF) + socket_buffer(pair->by_side[RESPONDER], SO_RCVBUF);
}

static const struct transport_option options[] = {
    [NODELAY] = {"nodelay", 0, 0, 1, "TCP_NODELAY: send at once instead of waiting for acknowledgements"},
    [BUFFER_BYTES] = BUFFER_BYTES_OPTION,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_tcp = {
    .name = "tcp",
    .summary = "a TCP connection over the loopback interface",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .options = options,
    .state_bytes = sizeof(struct socket_pair),
    .open = open_connection,
    .attach = attach_socket,
    .send = send_by_stream,
    .receive = receive_by_stream,
    .capacity = capacity,
    .close = close_sockets,
};
