/*
 * Messages lie in the writer's private memory; the reader copies them from there through the kernel, once, and needs
 * the right to trace the writer. Both arenas are mapped before the fork, so each side knows where the other's lies.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>

#include "extents.h"

enum { WRITE_IN_PLACE, ARENA_BYTES };

struct state {
    struct extents extents;  /* first: the hooks of extents.h take it for the state */
    unsigned char *arena[2]; /* by sending side; the same address in both processes, each with contents of its own */
    unsigned char *out, *in;
    pid_t peer;
};

static int open_arenas(void *held, const struct setup *setup)
{
    struct state *state = held;
    int code = open_extents(&state->extents, setup, setup->option[ARENA_BYTES]);
    for (int side = 0; side < 2 && code == 0; side++) {
        const size_t bytes = state->extents.arena_bytes;
        void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return -errno;
        state->arena[side] = memory;
    }
    return code;
}

static int attach(void *held, const struct setup *setup, enum side side)
{
    struct state *state = held;
    attach_extents(&state->extents, side);
    state->out = state->arena[side];
    state->in = state->arena[!side];
    state->peer = setup->pid[!side];
    /* Lets the other side read where the Yama module would not; fails harmlessly where there is none. */
    (void)prctl(PR_SET_PTRACER, (unsigned long)state->peer, 0UL, 0UL, 0UL);
    return 0;
}

static int reserve(void *held, unsigned char **message)
{
    struct state *state = held;
    uint32_t base = 0;
    int code = reserve_extent(&state->extents, &base);
    *message = state->out + base;
    return code;
}

static int receive_message(void *held, unsigned char **message)
{
    struct state *state = held;
    uint32_t base = 0;
    int code = receive_extent(&state->extents, &base);
    if (code != 0)
        return code;
    const struct iovec to = {.iov_base = *message, .iov_len = state->extents.message_bytes};
    const struct iovec from = {.iov_base = state->in + base, .iov_len = to.iov_len};
    ssize_t got = process_vm_readv(state->peer, &to, 1, &from, 1, 0);
    if (got < 0)
        return -errno;
    return (size_t)got == to.iov_len ? 0 : -EIO;
}

static void close_arenas(void *held)
{
    struct state *state = held;
    for (int side = 0; side < 2; side++)
        if (state->arena[side] != NULL)
            munmap(state->arena[side], state->extents.arena_bytes);
    close_extents(&state->extents);
}

static const struct transport_option options[] = {
    [WRITE_IN_PLACE] = {"write_in_place", 1, 0, 1, "0: the message is written elsewhere and copied into the arena"},
    [ARENA_BYTES] = ARENA_BYTES_OPTION,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_process_vm_readv = {
    .name = "process_vm_readv",
    .summary = "the reader copies from the writer's memory, places go through pipes",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 64u << 20,
    .options = options,
    .state_bytes = sizeof(struct state),
    .open = open_arenas,
    .attach = attach,
    .reserve = reserve,
    .send = send_extent,
    .receive = receive_message,
    .release = release_extent,
    .flush = flush_extents,
    .capacity = extents_capacity,
    .close = close_arenas,
};
