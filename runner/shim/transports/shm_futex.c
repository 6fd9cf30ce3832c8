/*
 * Shared memory; the receiver sleeps on the slot's word and is woken through the kernel, without spinning first.
 * The word says who has to do what, so a wake-up is paid for only when someone sleeps.
 */
#include "slot.h"

enum { EMPTY, FULL, AWAITED };

static int send_message(void *state, const unsigned char *message)
{
    struct slots *slots = state;
    (void)message;
    uint32_t before = atomic_exchange_explicit(&slots->out->turn, FULL, memory_order_acq_rel);
    return before == AWAITED ? os_wake_word(&slots->out->turn) : 0;
}

static int receive_message(void *state, unsigned char **message)
{
    struct slots *slots = state;
    _Atomic uint32_t *turn = &slots->in->turn;
    *message = message_in(slots, slots->in);
    for (;;) {
        uint32_t seen = EMPTY;
        /* Says that someone sleeps, unless the message is there already. */
        atomic_compare_exchange_strong_explicit(turn, &seen, AWAITED, memory_order_acquire, memory_order_acquire);
        if (seen == FULL)
            return 0;
        int code = os_wait_on_word(turn, AWAITED);
        if (code != 0)
            return code;
    }
}

static int release(void *state)
{
    struct slots *slots = state;
    atomic_store_explicit(&slots->in->turn, EMPTY, memory_order_relaxed);
    return 0;
}

static const struct transport_option options[] = {
    IN_PLACE_OPTIONS,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_shm_futex = {
    .name = "shm_futex",
    .summary = "one slot of shared memory each way, the receiver sleeps on a futex",
    .waiting = BLOCKING,
    .modes = LATENCY,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .options = options,
    .state_bytes = sizeof(struct slots),
    .open = open_slots,
    .attach = attach_slots,
    .reserve = reserve_slot,
    .send = send_message,
    .receive = receive_message,
    .release = release,
    .close = close_slots,
};
