/* The same slots as shm_spin, timed one way: each message carries the time of its departure (the historic shm). */
#include "spin_slot.h"

const struct transport transport_shm_oneway = {
    .name = "shm_oneway",
    .summary = "shared memory, timed one way by a clock that both CPUs share",
    .waiting = SPINNING,
    .modes = ONE_WAY,
    .min_message_bytes = 8,
    .max_message_bytes = 1u << 30,
    .state_bytes = sizeof(struct slots),
    .open = open_slots,
    .attach = attach_slots,
    .reserve = reserve_slot,
    .send = send_by_counter,
    .receive = receive_by_counter,
    .close = close_slots,
};
