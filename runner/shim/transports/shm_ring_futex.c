/*
 * A ring in shared memory; a side that cannot go on sleeps on a futex (the historic mempipe). While streaming, a
 * sleeper is looked for once per chunk of messages and at the end, so wake-ups and the fences they need are batched.
 */
#include "ring.h"

enum { RING_BYTES = 2 };

static int open_memory(void *state, const struct setup *setup)
{
    return open_rings(state, setup, setup->option[RING_BYTES]);
}

static int attach(void *state, const struct setup *setup, enum side side)
{
    (void)setup;
    attach_rings(state, side);
    return 0;
}

/* The fence pairs with the one in the sleeper: either it sees what was published, or this sees that it waits. */
static int wake(_Atomic uint32_t *waits)
{
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(waits, memory_order_relaxed) == 0)
        return 0;
    atomic_store_explicit(waits, 0, memory_order_relaxed);
    return os_wake_word(waits);
}

static void say_waiting(_Atomic uint32_t *waits)
{
    atomic_store_explicit(waits, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
}

static int reserve(void *state, unsigned char **message)
{
    struct rings *rings = state;
    struct ring_control *control = rings->out.control;
    while (!has_free_slot(rings)) {
        int code;
        say_waiting(&control->writer_waits);
        if (has_free_slot(rings))
            break;
        if ((code = wake(&control->reader_waits)) != 0 || (code = os_wait_on_word(&control->writer_waits, 1)) != 0)
            return code;
    }
    *message = slot_message(&rings->out);
    return 0;
}

static int send_message(void *state, const unsigned char *message)
{
    struct rings *rings = state;
    (void)message;
    publish(rings);
    /* Numbers of whole chunks: the one just published was the last of its chunk. */
    if (rings->eager || (rings->out.number - 1) % rings->chunk == 0)
        return wake(&rings->out.control->reader_waits);
    return 0;
}

static int receive_message(void *state, unsigned char **message)
{
    struct rings *rings = state;
    struct ring_control *control = rings->in.control;
    while (!has_message(rings)) {
        int code;
        say_waiting(&control->reader_waits);
        if (has_message(rings))
            break;
        if ((code = os_wait_on_word(&control->reader_waits, 1)) != 0)
            return code;
    }
    *message = slot_message(&rings->in);
    return 0;
}

static int release(void *state)
{
    struct rings *rings = state;
    return take(rings) ? wake(&rings->in.control->writer_waits) : 0;
}

static int flush(void *state)
{
    struct rings *rings = state;
    return wake(&rings->out.control->reader_waits);
}

static uint64_t capacity(const void *state)
{
    return ring_capacity(state);
}

static void close_memory(void *state)
{
    close_rings(state);
}

static const struct transport_option options[] = {
    IN_PLACE_OPTIONS,
    [RING_BYTES] = {"ring_bytes", 2 << 20, 4096, 1u << 30, "size of the ring of each direction"},
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_shm_ring_futex = {
    .name = "shm_ring_futex",
    .summary = "a ring of messages in shared memory, whoever waits sleeps on a futex",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 64u << 20,
    .options = options,
    .state_bytes = sizeof(struct rings),
    .open = open_memory,
    .attach = attach,
    .reserve = reserve,
    .send = send_message,
    .receive = receive_message,
    .release = release,
    .flush = flush,
    .capacity = capacity,
    .close = close_memory,
};
