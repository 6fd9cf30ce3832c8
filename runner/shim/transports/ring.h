/*
 * A ring of message slots in shared memory, for each direction one. Each slot has its own number in front of the
 * message, so writer and reader share no index: the reader sees a message by its number, and the writer sees free slots
 * by a count that the reader publishes once per chunk. How to wait is the transport's own matter.
 */
#ifndef RING_H
#define RING_H

#include <stdatomic.h>
#include <stdbool.h>

#include "../os.h"
#include "../transport.h"
#include "in_place.h"

enum { RING_CHUNKS = 4, RING_LEAST_SLOTS = 2 * RING_CHUNKS, SLOT_HEADER = 8 };

/* In shared memory, in front of the slots. */
struct ring_control {
    _Alignas(SEPARATION_BYTES) _Atomic uint64_t taken;        /* messages the reader is done with, in whole chunks */
    _Alignas(SEPARATION_BYTES) _Atomic uint32_t reader_waits; /* these two: for transports whose sides sleep */
    _Alignas(SEPARATION_BYTES) _Atomic uint32_t writer_waits;
    _Alignas(SEPARATION_BYTES) unsigned char slots[];
};

/* One side's end of one direction. */
struct ring_end {
    struct ring_control *control;
    unsigned char *slot;   /* the one to be written or read next */
    uint64_t number;       /* of the message in it, from 1 */
    uint64_t last_in_turn; /* writer: the last number that has a free slot; reader: the last of its chunk */
};

struct rings {
    uint64_t slot_count, chunk;
    size_t message_bytes, stride, bytes; /* of one slot, of one ring */
    unsigned char *memory;
    struct ring_end out, in;
    bool eager; /* latency: whoever waits is told of each message at once */
};

static inline int open_rings(struct rings *rings, const struct setup *setup, uint64_t ring_bytes)
{
    void *memory;
    const size_t step = setup->message_bytes <= LINE_BYTES ? SLOT_HEADER : LINE_BYTES;
    rings->message_bytes = setup->message_bytes;
    rings->stride = (SLOT_HEADER + setup->message_bytes + step - 1) / step * step;
    rings->chunk = ring_bytes / rings->stride / RING_CHUNKS;
    if (rings->chunk < RING_LEAST_SLOTS / RING_CHUNKS)
        rings->chunk = RING_LEAST_SLOTS / RING_CHUNKS;
    rings->slot_count = rings->chunk * RING_CHUNKS;
    rings->bytes = sizeof(struct ring_control) + rings->slot_count * rings->stride;
    rings->bytes = (rings->bytes + SEPARATION_BYTES - 1) / SEPARATION_BYTES * SEPARATION_BYTES;
    rings->eager = setup->mode == LATENCY;
    int code = os_shared_memory(2 * rings->bytes, &memory);
    if (code == 0)
        rings->memory = memory;
    return code;
}

static inline struct ring_end ring_end_at(unsigned char *memory, uint64_t last_in_turn)
{
    struct ring_control *control = (struct ring_control *)(void *)memory;
    return (struct ring_end){control, control->slots, 1, last_in_turn};
}

static inline void attach_rings(struct rings *rings, enum side side)
{
    unsigned char *forward = rings->memory, *backward = rings->memory + rings->bytes;
    rings->out = ring_end_at(side == INITIATOR ? forward : backward, rings->slot_count);
    rings->in = ring_end_at(side == INITIATOR ? backward : forward, rings->chunk);
}

static inline void close_rings(struct rings *rings)
{
    os_free_shared_memory(rings->memory, 2 * rings->bytes);
}

static inline _Atomic uint64_t *slot_number(const struct ring_end *end)
{
    return (_Atomic uint64_t *)(void *)end->slot;
}

static inline unsigned char *slot_message(const struct ring_end *end)
{
    return end->slot + SLOT_HEADER;
}

static inline void next_slot(const struct rings *rings, struct ring_end *end)
{
    end->number++;
    end->slot += rings->stride;
    if (end->slot == end->control->slots + rings->slot_count * rings->stride)
        end->slot = end->control->slots;
}

/* Asks the reader's count only when the slots known to be free are used up. */
static inline bool has_free_slot(struct rings *rings)
{
    struct ring_end *out = &rings->out;
    if (out->number <= out->last_in_turn)
        return true;
    out->last_in_turn = atomic_load_explicit(&out->control->taken, memory_order_acquire) + rings->slot_count;
    return out->number <= out->last_in_turn;
}

static inline void publish(struct rings *rings)
{
    atomic_store_explicit(slot_number(&rings->out), rings->out.number, memory_order_release);
    next_slot(rings, &rings->out);
}

static inline bool has_message(const struct rings *rings)
{
    return atomic_load_explicit(slot_number(&rings->in), memory_order_acquire) == rings->in.number;
}

/* Returns true when a whole chunk of slots has just become free. */
static inline bool take(struct rings *rings)
{
    struct ring_end *in = &rings->in;
    next_slot(rings, in);
    if (in->number <= in->last_in_turn)
        return false;
    atomic_store_explicit(&in->control->taken, in->last_in_turn, memory_order_release);
    in->last_in_turn += rings->chunk;
    return true;
}

static inline uint64_t ring_capacity(const struct rings *rings)
{
    return rings->slot_count * rings->message_bytes;
}

#endif
