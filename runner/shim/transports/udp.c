/* Two UDP sockets over 127.0.0.1, each connected to the other, blocking. A full receive buffer loses messages. */
#include <netinet/in.h>
#include <sys/time.h>

#include "socket.h"

enum { BUFFER_BYTES };
enum { LARGEST_DATAGRAM = 65507, QUIET_US = 20000 };

static int bind_to_loopback(int socket, struct sockaddr_in *address)
{
    socklen_t length = sizeof *address;
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(socket, (struct sockaddr *)address, length) != 0 ||
        getsockname(socket, (struct sockaddr *)address, &length) != 0)
        return -errno;
    return 0;
}

/* While streaming, the end may be lost: then quiet says that nothing more will come. */
static int notice_quiet(int socket, unsigned mode)
{
    const struct timeval quiet = {.tv_usec = QUIET_US};
    if (mode != THROUGHPUT)
        return 0;
    return setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet) == 0 ? 0 : -errno;
}

static int open_sockets(void *state, const struct setup *setup)
{
    struct socket_pair *pair = state;
    struct sockaddr_in address[2];
    int code = 0;
    pair->message_bytes = setup->message_bytes;
    for (int side = 0; side < 2 && code == 0; side++) {
        pair->by_side[side] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        code = pair->by_side[side] < 0 ? -errno : bind_to_loopback(pair->by_side[side], &address[side]);
        if (code == 0)
            code = notice_quiet(pair->by_side[side], setup->mode);
    }
    for (int side = 0; side < 2 && code == 0; side++)
        if (connect(pair->by_side[side], (struct sockaddr *)&address[!side], sizeof address[0]) != 0)
            code = -errno;
    return code != 0 ? code : set_buffers(pair, setup->option[BUFFER_BYTES]);
}

static uint64_t capacity(const void *state)
{
    const struct socket_pair *pair = state;
    return socket_buffer(pair->by_side[RESPONDER], SO_RCVBUF);
}

static const struct transport_option options[] = {
    [BUFFER_BYTES] = BUFFER_BYTES_OPTION,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_udp = {
    .name = "udp",
    .summary = "UDP over the loopback interface",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .traits = LOSSY,
    .min_message_bytes = 8, /* a sequence number: which one was lost must be seen */
    .max_message_bytes = LARGEST_DATAGRAM,
    .options = options,
    .state_bytes = sizeof(struct socket_pair),
    .open = open_sockets,
    .attach = attach_socket,
    .send = send_by_datagram,
    .receive = receive_by_datagram,
    .capacity = capacity,
    .close = close_sockets,
};
