/*
 * Messages lie in a shared arena; where they lie goes through a pipe, and what has been read comes back through another
 * (the historic shmem_pipe). All waiting is done by the pipes. Both are used in batches: places come back so always, and
 * go out so while streaming, because the two sides contend for the pipe's lock at each message otherwise.
 */
#include <fcntl.h>
#include <stdlib.h>

#include "../os.h"
#include "../transport.h"
#include "in_place.h"
#include "stream.h"

enum { ARENA_BYTES = 2 };
enum { BATCH = 64, STREAM_BATCH = 16, LEAST_EXTENTS = 4 };

struct extent {
    uint32_t base, size;
};

/* What one direction is made of; each side uses one as its sender and the other as its receiver. */
struct direction {
    unsigned char *arena;
    int filled[2], returned[2]; /* pipes: read end, write end */
};

struct state {
    size_t message_bytes, arena_bytes;
    uint32_t extents, send_batch, return_batch;
    struct direction direction[2]; /* by sending side */
    struct direction *out, *in;
    struct extent *free;           /* sender: extents that may be written, a stack; those written, not yet sent */
    struct extent sent[STREAM_BATCH];
    uint32_t free_count, sent_count;
    struct extent got[BATCH], done[BATCH]; /* receiver: filled ones not yet given, read ones not yet returned */
    uint32_t got_count, got_at, done_count;
};

/* So few extents that all of them fit into either pipe: a full pipe could make both sides wait for each other. */
static uint32_t extents_for(const struct state *state, uint64_t wanted)
{
    int pipe_bytes = fcntl(state->direction[0].filled[1], F_GETPIPE_SZ);
    uint64_t most = (uint64_t)(pipe_bytes > 0 ? pipe_bytes : 4096) / sizeof(struct extent) / 2;
    uint64_t count = wanted < most ? wanted : most;
    return (uint32_t)(count < LEAST_EXTENTS ? LEAST_EXTENTS : count);
}

static uint32_t at_most(uint32_t value, uint32_t limit)
{
    return value < limit ? value : limit;
}

static int open_arena(void *opened, const struct setup *setup)
{
    struct state *state = opened;
    const size_t stride = (setup->message_bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    for (int side = 0; side < 2; side++) {
        if (pipe2(state->direction[side].filled, O_CLOEXEC) != 0 || pipe2(state->direction[side].returned, O_CLOEXEC) != 0)
            return -errno;
    }
    state->message_bytes = setup->message_bytes;
    state->extents = extents_for(state, setup->option[ARENA_BYTES] / stride);
    state->send_batch = setup->mode == LATENCY ? 1 : at_most(state->extents / 4, STREAM_BATCH);
    state->return_batch = at_most(state->extents / 4, BATCH);
    state->arena_bytes = state->extents * stride;
    state->free = calloc(state->extents, sizeof *state->free);
    if (state->free == NULL)
        return -ENOMEM;
    for (; state->free_count < state->extents; state->free_count++)
        state->free[state->free_count] = (struct extent){(uint32_t)(state->free_count * stride), (uint32_t)setup->message_bytes};
    for (int side = 0; side < 2; side++) {
        void *memory;
        int code = os_shared_memory(state->arena_bytes, &memory);
        if (code != 0)
            return code;
        state->direction[side].arena = memory;
    }
    return 0;
}

static int attach(void *attached, const struct setup *setup, enum side side)
{
    struct state *state = attached;
    (void)setup;
    state->out = &state->direction[side];
    state->in = &state->direction[!side];
    close(state->out->filled[0]);
    close(state->out->returned[1]);
    close(state->in->filled[1]);
    close(state->in->returned[0]);
    return 0;
}

/* At least one extent; as many as are there. A writer of extents never splits one: they are smaller than PIPE_BUF. */
static int read_extents(int file, struct extent *extents, size_t room, uint32_t *count)
{
    ssize_t got = read(file, extents, room * sizeof *extents);
    if (got <= 0)
        return got == 0 ? -EPIPE : -errno;
    *count = (uint32_t)((size_t)got / sizeof *extents);
    return 0;
}

static int write_extents(int file, const struct extent *extents, uint32_t *count)
{
    size_t bytes = *count * sizeof *extents;
    *count = 0;
    return write_all(file, (const unsigned char *)extents, bytes);
}

static int flush(void *held)
{
    struct state *state = held;
    return state->sent_count == 0 ? 0 : write_extents(state->out->filled[1], state->sent, &state->sent_count);
}

static int reserve(void *held, unsigned char **message)
{
    struct state *state = held;
    if (state->free_count == 0) {
        int code = flush(state);
        if (code == 0)
            code = read_extents(state->out->returned[0], state->free, state->extents, &state->free_count);
        if (code != 0)
            return code;
    }
    *message = state->out->arena + state->free[state->free_count - 1].base;
    return 0;
}

static int send_message(void *held, const unsigned char *message)
{
    struct state *state = held;
    (void)message;
    state->sent[state->sent_count++] = state->free[--state->free_count];
    return state->sent_count < state->send_batch ? 0 : flush(state);
}

static int receive_message(void *held, unsigned char **message)
{
    struct state *state = held;
    if (state->got_at == state->got_count) {
        int code = read_extents(state->in->filled[0], state->got, BATCH, &state->got_count);
        if (code != 0)
            return code;
        state->got_at = 0;
    }
    *message = state->in->arena + state->got[state->got_at].base;
    return 0;
}

static int release(void *held)
{
    struct state *state = held;
    state->done[state->done_count++] = state->got[state->got_at++];
    if (state->done_count < state->return_batch)
        return 0;
    return write_extents(state->in->returned[1], state->done, &state->done_count);
}

static uint64_t capacity(const void *held)
{
    const struct state *state = held;
    return state->extents * state->message_bytes;
}

static void close_arena(void *held)
{
    struct state *state = held;
    for (int side = 0; side < 2; side++) {
        struct direction *direction = &state->direction[side];
        os_free_shared_memory(direction->arena, state->arena_bytes);
        for (int end = 0; end < 2; end++) {
            if (direction->filled[end] > 0)
                close(direction->filled[end]);
            if (direction->returned[end] > 0)
                close(direction->returned[end]);
        }
    }
    free(state->free);
}

static const struct transport_option options[] = {
    IN_PLACE_OPTIONS,
    [ARENA_BYTES] = {"arena_bytes", 2 << 20, 4096, 1u << 30, "size of the arena of each direction"},
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
    .open = open_arena,
    .attach = attach,
    .reserve = reserve,
    .send = send_message,
    .receive = receive_message,
    .release = release,
    .flush = flush,
    .capacity = capacity,
    .close = close_arena,
};
