/* An arena in shared memory, messages are read where they lie (the historic shmem_pipe). */
#include "../os.h"
#include "extents.h"
#include "in_place.h"

enum { ARENA_BYTES = 2 };

struct state {
    struct extents extents; /* first: the hooks of extents.h take it for the state */
    unsigned char *arena[2]; /* by sending side */
    unsigned char *out, *in;
};

static int open_arenas(void *held, const struct setup *setup)
{
    struct state *state = held;
    int code = open_extents(&state->extents, setup, setup->option[ARENA_BYTES]);
    for (int side = 0; side < 2 && code == 0; side++) {
        void *memory = NULL;
        code = os_shared_memory(state->extents.arena_bytes, &memory);
        state->arena[side] = memory;
    }
    return code;
}

static int attach(void *held, const struct setup *setup, enum side side)
{
    struct state *state = held;
    (void)setup;
    attach_extents(&state->extents, side);
    state->out = state->arena[side];
    state->in = state->arena[!side];
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
    *message = state->in + base;
    return code;
}

static void close_arenas(void *held)
{
    struct state *state = held;
    for (int side = 0; side < 2; side++)
        os_free_shared_memory(state->arena[side], state->extents.arena_bytes);
    close_extents(&state->extents);
}

static const struct transport_option options[] = {
    IN_PLACE_OPTIONS,
    [ARENA_BYTES] = ARENA_BYTES_OPTION,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_shm_arena = {
    .name = "shm_arena",
    .summary = "a shared arena, places go through pipes",
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
