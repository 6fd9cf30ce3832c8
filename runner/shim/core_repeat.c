/* One repeat as the supervisor sees it: fresh memory, a fresh transport, two fresh processes, the wait for both. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "core.h"

enum { VERIFY_ROUND_TRIPS = 1000 };

static enum reason check(const struct repeat *repeat)
{
    const struct transport *transport = repeat->transport;
    if ((transport->modes & repeat->setup.mode) == 0)
        return REASON_mode_not_offered;
    if (repeat->setup.message_bytes > transport_limit(transport, &repeat->setup))
        return REASON_message_too_large;
    if (repeat->setup.message_bytes < transport->min_message_bytes)
        return REASON_message_too_small;
    if (!os_may_use_cpu(repeat->cpu[0]) || !os_may_use_cpu(repeat->cpu[1]))
        return REASON_cpu_not_allowed;
    if (transport->waiting == SPINNING && (repeat->cpu[0] == repeat->cpu[1] || os_cpu_quota_milli() < 2000))
        return REASON_spin_needs_two_cpus;
    return REASON_none;
}

uint64_t transport_limit(const struct transport *transport, const struct setup *setup)
{
    uint64_t system = transport->system_limit == NULL ? UNKNOWN : transport->system_limit(setup);
    return system < transport->max_message_bytes ? system : transport->max_message_bytes;
}

enum reason begin_repeat(struct repeat *repeat, const struct request *request, unsigned mode, const uint64_t cpu[2],
                         uint64_t deadline_ns)
{
    const struct transport *transport = request->transport;
    void *memory = NULL;
    int code;
    *repeat = (struct repeat){.request = request,
                              .transport = transport,
                              .setup = {.message_bytes = request->message_bytes, .mode = mode},
                              .cpu = {(int)cpu[0], (int)cpu[1]},
                              .deadline_ns = deadline_ns};
    memcpy(repeat->setup.option, request->option, sizeof repeat->setup.option);
    enum reason reason = check(repeat);
    if (reason != REASON_none)
        return reason;
    if ((code = os_shared_memory(sizeof *repeat->board, &memory)) != 0)
        return reason_of(code);
    repeat->board = memory;
    for (size_t phase = 0; phase < THROUGHPUT_PHASES; phase++)
        atomic_init(&repeat->board->total[phase], UNKNOWN);
    if (mode != THROUGHPUT) {
        repeat->sample_count = request->samples;
        repeat->verify_count = VERIFY_ROUND_TRIPS;
        if (request->samples * request->batch < repeat->verify_count)
            repeat->verify_count = request->samples * request->batch;
        repeat->sample_bytes = request->samples * sizeof repeat->samples[0] * (mode == ONE_WAY ? 2 : 1);
        if ((code = os_shared_memory(repeat->sample_bytes, &memory)) != 0)
            return reason_of(code);
        repeat->samples = memory;
    }
    if ((repeat->state = calloc(1, transport->state_bytes + 1)) == NULL)
        return REASON_memory;
    if ((code = transport->open(repeat->state, &repeat->setup)) != 0)
        fprintf(stderr, "%s: open: %s\n", transport->name, strerror(-code));
    return reason_of(code);
}

void end_repeat(struct repeat *repeat)
{
    if (repeat->state != NULL && repeat->transport->close != NULL)
        repeat->transport->close(repeat->state);
    free(repeat->state);
    os_free_shared_memory(repeat->samples, repeat->sample_bytes);
    os_free_shared_memory(repeat->board, sizeof *repeat->board);
}

int print_repeat_reason(const struct repeat *repeat, enum reason reason)
{
    if (reason == REASON_message_too_large)
        return print_reason(reason, transport_limit(repeat->transport, &repeat->setup));
    if (reason == REASON_message_too_small)
        return print_reason(reason, repeat->transport->min_message_bytes);
    return print_reason(reason, UNKNOWN);
}

static enum reason reason_of_end(const struct repeat *repeat, enum side side, int wait_status)
{
    const int code = repeat->board->side[side].code;
    if (WIFSIGNALED(wait_status))
        return WTERMSIG(wait_status) == SIGSYS ? REASON_no_such_syscall : REASON_killed;
    if (WEXITSTATUS(wait_status) == EXIT_OK)
        return REASON_none;
    return code == 0 ? REASON_killed : reason_of(code);
}

/* A side that only noticed the end of the other has less to say than the other. */
static enum reason first_cause(const struct repeat *repeat, pid_t pid[2], enum side side, enum reason reason)
{
    const enum side other = (enum side)!side;
    int wait_status = 0;
    if (reason != REASON_killed || pid[other] == 0 || waitpid(pid[other], &wait_status, WNOHANG) != pid[other])
        return reason;
    pid[other] = 0;
    const enum reason cause = reason_of_end(repeat, other, wait_status);
    return cause == REASON_none ? reason : cause;
}

/* Pids of processes that have ended become 0. */
static enum reason wait_for_sides(const struct repeat *repeat, pid_t pid[2], struct keepers *keepers)
{
    enum reason reason = REASON_none;
    while (reason == REASON_none && (pid[INITIATOR] != 0 || pid[RESPONDER] != 0)) {
        int wait_status = 0;
        const pid_t ended = wait_for_child(repeat->deadline_ns, &wait_status);
        if (ended < 0)
            return reason_of((int)ended);
        if (keeper_ended(keepers, ended)) /* which it does by itself only when it was refused */
            return REASON_pin_refused;
        const enum side side = ended == pid[INITIATOR] ? INITIATOR : RESPONDER;
        pid[side] = 0;
        reason = first_cause(repeat, pid, side, reason_of_end(repeat, side, wait_status));
    }
    return reason;
}

static uint64_t steal_of(const int cpu[2])
{
    uint64_t first = os_steal_ns(cpu[0]), second = cpu[0] == cpu[1] ? 0 : os_steal_ns(cpu[1]);
    return first == UNKNOWN || second == UNKNOWN ? UNKNOWN : first + second;
}

enum reason run_sides(struct repeat *repeat, side_function *initiate, side_function *respond)
{
    struct side_start start[2] = {{repeat, INITIATOR, initiate}, {repeat, RESPONDER, respond}};
    const size_t processes = (repeat->transport->traits & ONE_PROCESS) != 0 ? 1 : 2; /* the initiator's is the first */
    struct keepers keepers = {.pid = {0, 0}};
    pid_t pid[2] = {0, 0};
    enum reason reason = REASON_none;
    uint64_t steal_before = steal_of(repeat->cpu);
    /* A spinning transport keeps its CPUs awake by itself; a spinner beside it would only take time from it. */
    if (repeat->request->idle == IDLE_KEPT_AWAKE && repeat->transport->waiting == BLOCKING)
        reason = start_keepers(&keepers, repeat->cpu);
    for (size_t side = 0; side < processes && reason == REASON_none; side++) {
        pid[side] = fork_child(run_side, &start[side]);
        if (pid[side] < 0)
            reason = reason_of((int)pid[side]);
    }
    if (reason == REASON_none)
        reason = wait_for_sides(repeat, pid, &keepers);
    kill_and_reap(pid[INITIATOR]);
    kill_and_reap(pid[RESPONDER]);
    stop_keepers(&keepers);
    uint64_t steal_after = steal_of(repeat->cpu);
    repeat->steal_ns = steal_before == UNKNOWN || steal_after == UNKNOWN ? UNKNOWN : steal_after - steal_before;
    return reason;
}
