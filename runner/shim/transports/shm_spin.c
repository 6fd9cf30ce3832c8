/* Shared memory, the receiver spins (the historic mempipe_lat, but the message moves). */
#include "spin_slot.h"

static const struct transport_option options[] = {
    IN_PLACE_OPTIONS,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_shm_spin = {
    .name = "shm_spin",
    .summary = "one slot of shared memory each way, the receiver spins",
    .waiting = SPINNING,
    .modes = LATENCY,
    .min_message_bytes = 0,
    .max_message_bytes = 1u << 30,
    .options = options,
    .state_bytes = sizeof(struct slots),
    .open = open_slots,
    .attach = attach_slots,
    .reserve = reserve_slot,
    .send = send_by_counter,
    .receive = receive_by_counter,
    .close = close_slots,
};
