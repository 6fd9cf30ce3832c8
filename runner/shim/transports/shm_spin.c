/* Shared memory; the receiver spins on a counter. No pause instruction: the shortest reaction is what is measured. */
#include "slot.h"

static int open_memory(void *state, const struct setup *setup)
{
    return open_slots(state, setup);
}

static int attach(void *state, const struct setup *setup, enum side side)
{
    (void)setup;
    attach_slots(state, side);
    return 0;
}

static int reserve(void *state, unsigned char **message)
{
    struct slots *slots = state;
    *message = message_in(slots, slots->out);
    return 0;
}

static int send_message(void *state, const unsigned char *message)
{
    struct slots *slots = state;
    (void)message;
    atomic_store_explicit(&slots->out->turn, ++slots->sent, memory_order_release);
    return 0;
}

static int receive_message(void *state, unsigned char **message)
{
    struct slots *slots = state;
    const uint32_t turn = ++slots->received;
    while (atomic_load_explicit(&slots->in->turn, memory_order_acquire) != turn) {
    }
    *message = message_in(slots, slots->in);
    return 0;
}

static void close_memory(void *state)
{
    close_slots(state);
}

static const struct transport_option options[] = {
    IN_PLACE_OPTIONS,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_shm_spin = {
    .name = "shm_spin",
    .summary = "one slot of shared memory each way, the receiver spins",
    .waiting = SPINNING,
    .modes = LATENCY,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .options = options,
    .state_bytes = sizeof(struct slots),
    .open = open_memory,
    .attach = attach,
    .reserve = reserve,
    .send = send_message,
    .receive = receive_message,
    .close = close_memory,
};
