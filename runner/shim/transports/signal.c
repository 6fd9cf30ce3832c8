/* Queued real-time signals, awaited and never handled. The message is the value that a signal carries. */
#include <signal.h>
#include <string.h>

#include "../transport.h"

struct state {
    pid_t peer;
    sigset_t awaited;
};

static int open_nothing(void *state, const struct setup *setup)
{
    (void)state;
    (void)setup;
    return 0;
}

/* Blocked on both sides before either sends: the core's sides meet after attaching. */
static int attach(void *held, const struct setup *setup, enum side side)
{
    struct state *state = held;
    state->peer = setup->pid[!side];
    sigemptyset(&state->awaited);
    sigaddset(&state->awaited, SIGRTMIN);
    return sigprocmask(SIG_BLOCK, &state->awaited, NULL) == 0 ? 0 : -errno;
}

static int send_message(void *held, const unsigned char *message)
{
    struct state *state = held;
    union sigval value;
    memcpy(&value.sival_ptr, message, sizeof value.sival_ptr);
    return sigqueue(state->peer, SIGRTMIN, value) == 0 ? 0 : -errno;
}

static int receive_message(void *held, unsigned char **message)
{
    struct state *state = held;
    siginfo_t info;
    if (sigwaitinfo(&state->awaited, &info) < 0)
        return -errno;
    memcpy(*message, &info.si_value.sival_ptr, sizeof info.si_value.sival_ptr);
    return 0;
}

const struct transport transport_signal = {
    .name = "signal",
    .summary = "queued real-time signals",
    .waiting = BLOCKING,
    .modes = LATENCY,
    .min_message_bytes = sizeof(void *),
    .max_message_bytes = sizeof(void *),
    .state_bytes = sizeof(struct state),
    .open = open_nothing,
    .attach = attach,
    .send = send_message,
    .receive = receive_message,
};
