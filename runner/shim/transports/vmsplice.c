/*
 * Pages of the writer's own ring are mapped into a pipe; the reader copies them out. Nothing tells the writer when a
 * page has been read, so it must not come back to one too early:
 *   plain        a pipe holds `slots` buffers and a message takes at least one, so once the pipe has accepted a
 *                message, all but the last `slots` have been read. The ring has two messages more than that.
 *   cooperative  the reader reports each half of the ring it has read through a pipe of its own; the ring may have
 *                any size (the historic vmsplice_coop).
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "../transport.h"
#include "stream.h"

enum { WRITE_IN_PLACE, PIPE_BYTES, COOPERATIVE, RING_BYTES, HUGE_PAGES };
enum { HUGE_PAGE_BYTES = 2 << 20, BEYOND_SLOTS = 2, LEAST_MESSAGES = 4 };

struct state {
    size_t message_bytes, stride;
    int data[2][2], report[2][2]; /* pipes by the side that receives messages: read end, write end */
    int in, out, report_in, report_out;
    uint64_t ring_messages, half, slots, cooperative;
    unsigned char *ring;
    uint64_t sent, received;
};

static int open_pipes(void *opened, const struct setup *setup)
{
    struct state *state = opened;
    const uint64_t size = setup->option[PIPE_BYTES];
    for (int side = 0; side < 2; side++) {
        if (pipe2(state->data[side], O_CLOEXEC) != 0 || pipe2(state->report[side], O_CLOEXEC) != 0)
            return -errno;
        if (size != 0 && fcntl(state->data[side][1], F_SETPIPE_SZ, (int)size) < 0)
            return -errno;
    }
    const int pipe_bytes = fcntl(state->data[0][1], F_GETPIPE_SZ);
    if (pipe_bytes < 0)
        return -errno;
    state->slots = (uint64_t)(pipe_bytes / sysconf(_SC_PAGESIZE));
    state->message_bytes = setup->message_bytes;
    state->stride = (setup->message_bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    state->cooperative = setup->option[COOPERATIVE];
    state->ring_messages = state->slots + BEYOND_SLOTS;
    if (state->cooperative != 0) {
        state->ring_messages = setup->option[RING_BYTES] / state->stride / 2 * 2;
        if (state->ring_messages < LEAST_MESSAGES)
            state->ring_messages = LEAST_MESSAGES;
    }
    state->half = state->ring_messages / 2;
    return 0;
}

/* After the fork, so that no page of it is ever shared with another process and copied on write. */
static int attach(void *attached, const struct setup *setup, enum side side)
{
    struct state *state = attached;
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | (setup->option[HUGE_PAGES] != 0 ? MAP_HUGETLB : 0);
    const size_t ring_bytes = state->ring_messages * state->stride;
    const size_t whole_pages = (ring_bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
    void *memory = mmap(NULL, whole_pages, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (memory == MAP_FAILED)
        return setup->option[HUGE_PAGES] != 0 ? -ERROR_NO_HUGE_PAGES : -errno;
    state->ring = memory;
    state->in = state->data[side][0];
    state->out = state->data[!side][1];
    state->report_in = state->report[!side][0];
    state->report_out = state->report[side][1];
    close(state->data[side][1]);
    close(state->data[!side][0]);
    close(state->report[!side][1]);
    close(state->report[side][0]);
    return 0;
}

static int reserve(void *held, unsigned char **message)
{
    struct state *state = held;
    if (state->cooperative != 0 && state->sent >= state->ring_messages && state->sent % state->half == 0) {
        unsigned char report;
        int code = read_all(state->report_in, &report, sizeof report);
        if (code != 0)
            return code;
    }
    *message = state->ring + state->sent % state->ring_messages * state->stride;
    return 0;
}

static int send_message(void *held, const unsigned char *message)
{
    struct state *state = held;
    struct iovec part = {.iov_base = (void *)(uintptr_t)message, .iov_len = state->message_bytes};
    state->sent++;
    while (part.iov_len > 0) {
        ssize_t spliced = vmsplice(state->out, &part, 1, 0);
        if (spliced < 0)
            return -errno;
        part.iov_base = (unsigned char *)part.iov_base + spliced;
        part.iov_len -= (size_t)spliced;
    }
    return 0;
}

static int receive_message(void *held, unsigned char **message)
{
    struct state *state = held;
    int code = read_all(state->in, *message, state->message_bytes);
    if (code != 0)
        return code;
    state->received++;
    if (state->cooperative == 0 || state->received % state->half != 0)
        return 0;
    return write_all(state->report_out, (const unsigned char *)"r", 1);
}

static uint64_t capacity(const void *held)
{
    const struct state *state = held;
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    return state->slots * (state->message_bytes < page ? state->message_bytes : page);
}

static void close_pipes(void *held)
{
    struct state *state = held;
    for (int side = 0; side < 2; side++) {
        for (int end = 0; end < 2; end++) {
            if (state->data[side][end] > 0)
                close(state->data[side][end]);
            if (state->report[side][end] > 0)
                close(state->report[side][end]);
        }
    }
}

static const struct transport_option options[] = {
    [WRITE_IN_PLACE] = {"write_in_place", 1, 0, 1, "0: the message is written elsewhere and copied into the ring"},
    [PIPE_BYTES] = {"pipe_bytes", 1 << 20, 0, 1u << 30, "capacity asked for; 0: as the system sets it"},
    [COOPERATIVE] = {"cooperative", 0, 0, 1, "1: the reader reports what it has read before it is written again"},
    [RING_BYTES] = {"ring_bytes", 2 << 20, 4096, 1u << 30, "size of the ring of each direction, when cooperative"},
    [HUGE_PAGES] = {"huge_pages", 0, 0, 1, "1: the ring lies in huge pages"},
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_vmsplice = {
    .name = "vmsplice",
    .summary = "pages of the writer mapped into a pipe",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 16u << 20,
    .options = options,
    .state_bytes = sizeof(struct state),
    .open = open_pipes,
    .attach = attach,
    .reserve = reserve,
    .send = send_message,
    .receive = receive_message,
    .capacity = capacity,
    .close = close_pipes,
};
