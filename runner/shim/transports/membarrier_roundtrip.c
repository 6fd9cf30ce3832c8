/*
 * The layer below: an interrupt to another CPU and its acknowledgement. membarrier() must make every running thread of
 * this process pass a memory barrier, so the kernel interrupts the companion's CPU and waits. No bytes move.
 * It must be a thread of the same process that is running: against another process there is no interrupt at all.
 */
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../transport.h"

static int command(int which)
{
    return syscall(SYS_membarrier, which, 0, 0) >= 0 ? 0 : -errno;
}

static int open_nothing(void *state, const struct setup *setup)
{
    (void)state;
    (void)setup;
    return 0;
}

static int attach(void *state, const struct setup *setup, enum side side)
{
    (void)state;
    (void)setup;
    (void)side;
    return command(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
}

static int send_barrier(void *state, const unsigned char *message)
{
    (void)state;
    (void)message;
    return command(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
}

/* The call returns when all have passed: nothing is left to wait for. */
static int receive_nothing(void *state, unsigned char **message)
{
    (void)state;
    (void)message;
    return 0;
}

const struct transport transport_membarrier_roundtrip = {
    .name = "membarrier_roundtrip",
    .summary = "an interrupt to a running thread on another CPU, and its answer",
    .waiting = SPINNING,
    .modes = LATENCY,
    .traits = LOOPBACK | ONE_PROCESS,
    .min_message_bytes = 0,
    .max_message_bytes = 0,
    .open = open_nothing,
    .attach = attach,
    .send = send_barrier,
    .receive = receive_nothing,
};
