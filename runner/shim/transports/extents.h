/*
 * Messages lie in an arena of the sender's; where they lie goes through a pipe, and the places that have been read come
 * back through another. All waiting is done by the pipes. Both are used in batches: places come back so always, and go
 * out so while streaming, because the two sides contend for the pipe's lock at each message otherwise.
 */
#ifndef EXTENTS_H
#define EXTENTS_H

#include <fcntl.h>
#include <stdlib.h>

#include "../transport.h"
#include "stream.h"

enum { BATCH = 64, STREAM_BATCH = 16, LEAST_EXTENTS = 4 };

struct extent {
    uint32_t base, size; /* in the arena */
};

struct extents {
    size_t message_bytes, arena_bytes; /* of each direction's arena */
    uint32_t count, send_batch, return_batch;
    int filled[2][2], returned[2][2]; /* pipes by sending side: read end, write end */
    int filled_out, filled_in, returned_out, returned_in;
    struct extent *free; /* sender: those that may be written, a stack; those written and not yet sent */
    struct extent sent[STREAM_BATCH];
    uint32_t free_count, sent_count;
    struct extent got[BATCH], done[BATCH]; /* receiver: those sent and not yet read; those read and not yet returned */
    uint32_t got_count, got_at, done_count;
};

static inline uint32_t at_most(uint32_t value, uint32_t limit)
{
    return value < limit ? value : limit;
}

/* So few that all of them fit into either pipe: with full pipes both sides could wait for each other. */
static inline uint32_t count_extents(const struct extents *extents, uint64_t wanted)
{
    const int pipe_bytes = fcntl(extents->filled[0][1], F_GETPIPE_SZ);
    const uint64_t most = (uint64_t)(pipe_bytes > 0 ? pipe_bytes : 4096) / sizeof(struct extent) / 2;
    const uint64_t count = wanted < most ? wanted : most;
    return (uint32_t)(count < LEAST_EXTENTS ? LEAST_EXTENTS : count);
}

static inline int open_extents(struct extents *extents, const struct setup *setup, uint64_t arena_bytes)
{
    const size_t stride = (setup->message_bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    for (int side = 0; side < 2; side++)
        if (pipe2(extents->filled[side], O_CLOEXEC) != 0 || pipe2(extents->returned[side], O_CLOEXEC) != 0)
            return -errno;
    extents->message_bytes = setup->message_bytes;
    extents->count = count_extents(extents, arena_bytes / stride);
    extents->send_batch = setup->mode == LATENCY ? 1 : at_most(extents->count / 4, STREAM_BATCH);
    extents->return_batch = at_most(extents->count / 4, BATCH);
    extents->arena_bytes = extents->count * stride;
    extents->free = calloc(extents->count, sizeof *extents->free);
    if (extents->free == NULL)
        return -ENOMEM;
    for (uint32_t i = 0; i < extents->count; i++)
        extents->free[i] = (struct extent){(uint32_t)(i * stride), (uint32_t)setup->message_bytes};
    extents->free_count = extents->count;
    return 0;
}

static inline void attach_extents(struct extents *extents, enum side side)
{
    extents->filled_out = extents->filled[side][1];
    extents->filled_in = extents->filled[!side][0];
    extents->returned_out = extents->returned[!side][1];
    extents->returned_in = extents->returned[side][0];
    close(extents->filled[side][0]);
    close(extents->filled[!side][1]);
    close(extents->returned[side][1]);
    close(extents->returned[!side][0]);
}

/* At least one, and as many as are there. Never a part of one: all writes are smaller than PIPE_BUF, hence whole. */
static inline int read_extents(int file, struct extent *to, size_t room, uint32_t *count)
{
    ssize_t got = read(file, to, room * sizeof *to);
    if (got <= 0)
        return got == 0 ? -EPIPE : -errno;
    *count = (uint32_t)((size_t)got / sizeof *to);
    return 0;
}

static inline int write_extents(int file, const struct extent *from, uint32_t *count)
{
    const size_t bytes = *count * sizeof *from;
    *count = 0;
    return write_all(file, (const unsigned char *)from, bytes);
}

static inline int flush_extents(void *state)
{
    struct extents *extents = state;
    return extents->sent_count == 0 ? 0 : write_extents(extents->filled_out, extents->sent, &extents->sent_count);
}

/* Waits for a place to write to. */
static inline int reserve_extent(struct extents *extents, uint32_t *base)
{
    if (extents->free_count == 0) {
        int code = flush_extents(extents);
        if (code == 0)
            code = read_extents(extents->returned_in, extents->free, extents->count, &extents->free_count);
        if (code != 0)
            return code;
    }
    *base = extents->free[extents->free_count - 1].base;
    return 0;
}

static inline int send_extent(void *state, const unsigned char *message)
{
    struct extents *extents = state;
    (void)message;
    extents->sent[extents->sent_count++] = extents->free[--extents->free_count];
    return extents->sent_count < extents->send_batch ? 0 : flush_extents(extents);
}

/* Waits for a place to read from. */
static inline int receive_extent(struct extents *extents, uint32_t *base)
{
    if (extents->got_at == extents->got_count) {
        int code = read_extents(extents->filled_in, extents->got, BATCH, &extents->got_count);
        if (code != 0)
            return code;
        extents->got_at = 0;
    }
    *base = extents->got[extents->got_at].base;
    return 0;
}

static inline int release_extent(void *state)
{
    struct extents *extents = state;
    extents->done[extents->done_count++] = extents->got[extents->got_at++];
    if (extents->done_count < extents->return_batch)
        return 0;
    return write_extents(extents->returned_out, extents->done, &extents->done_count);
}

static inline uint64_t extents_capacity(const void *state)
{
    const struct extents *extents = state;
    return extents->count * extents->message_bytes;
}

static inline void close_extents(struct extents *extents)
{
    for (int side = 0; side < 2; side++) {
        for (int end = 0; end < 2; end++) {
            if (extents->filled[side][end] > 0)
                close(extents->filled[side][end]);
            if (extents->returned[side][end] > 0)
                close(extents->returned[side][end]);
        }
    }
    free(extents->free);
}

#define ARENA_BYTES_OPTION {"arena_bytes", 2 << 20, 4096, 1u << 30, "size of the arena of each direction"}

#endif
