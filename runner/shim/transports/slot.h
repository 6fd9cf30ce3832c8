/*
 * One message slot in shared memory for each direction. The message lies in place; how the other side learns that it is
 * there is the transport's own matter. `turn` shares its line with a message that fits beside it, so a small message
 * crosses in one transfer; a larger one begins on a line of its own.
 */
#ifndef SLOT_H
#define SLOT_H

#include <stdatomic.h>

#include "../os.h"
#include "../transport.h"
#include "in_place.h"

struct slot {
    _Alignas(SEPARATION_BYTES) _Atomic uint32_t turn;
};

struct slots {
    size_t message_bytes, offset, stride; /* of the message in its slot; from one slot to the next */
    unsigned char *memory;
    struct slot *out, *in; /* of this side */
    uint32_t sent, received;
};

enum { BESIDE_TURN = 8 };

static inline int open_slots(void *state, const struct setup *setup)
{
    struct slots *slots = state;
    void *memory;
    slots->message_bytes = setup->message_bytes;
    slots->offset = setup->message_bytes <= LINE_BYTES - BESIDE_TURN ? BESIDE_TURN : SEPARATION_BYTES;
    slots->stride = ((slots->offset + setup->message_bytes) / SEPARATION_BYTES + 2) * SEPARATION_BYTES;
    int code = os_shared_memory(2 * slots->stride, &memory);
    if (code == 0)
        slots->memory = memory;
    return code;
}

static inline int attach_slots(void *state, const struct setup *setup, enum side side)
{
    struct slots *slots = state;
    (void)setup;
    slots->out = (struct slot *)(void *)(slots->memory + slots->stride * (side == INITIATOR ? 0 : 1));
    slots->in = (struct slot *)(void *)(slots->memory + slots->stride * (side == INITIATOR ? 1 : 0));
    return 0;
}

static inline unsigned char *message_in(const struct slots *slots, struct slot *slot)
{
    return (unsigned char *)slot + slots->offset;
}

/* One message is outstanding at a time, so the slot is always free. */
static inline int reserve_slot(void *state, unsigned char **message)
{
    struct slots *slots = state;
    *message = message_in(slots, slots->out);
    return 0;
}

static inline void close_slots(void *state)
{
    struct slots *slots = state;
    os_free_shared_memory(slots->memory, 2 * slots->stride);
}

#endif
