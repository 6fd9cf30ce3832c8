/* Slots whose receiver spins on a counter. No pause instruction: the shortest reaction is what is measured. */
#ifndef SPIN_SLOT_H
#define SPIN_SLOT_H

#include "slot.h"

static inline int send_by_counter(void *state, const unsigned char *message)
{
    struct slots *slots = state;
    (void)message;
    atomic_store_explicit(&slots->out->turn, ++slots->sent, memory_order_release);
    return 0;
}

static inline int receive_by_counter(void *state, unsigned char **message)
{
    struct slots *slots = state;
    const uint32_t turn = ++slots->received;
    while (atomic_load_explicit(&slots->in->turn, memory_order_acquire) != turn) {
    }
    *message = message_in(slots, slots->in);
    return 0;
}

#endif
