/*
 * Processes that leave nothing behind.
 *
 *   front       what the caller started: waits, passes on signals
 *   supervisor  opens transports, waits for the sides, cleans up; asked to stop when the front dies, even by SIGKILL
 *   children    both sides and the spinners; killed when the supervisor dies
 *
 * The supervisor blocks signals except while it waits, so it is never interrupted between taking and noting a resource.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core.h"

static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOP_SIGNALS = sizeof stop_signals / sizeof stop_signals[0] };

static atomic_bool stop_seen; /* lock-free, so a signal handler may write it */

static void on_stop(int signal)
{
    (void)signal;
    stop_seen = true;
}

static void on_child(int signal)
{
    (void)signal; /* only here to end pselect() */
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = on_child};
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    for (size_t i = 0; i < STOP_SIGNALS; i++)
        sigaddset(&watched, stop_signals[i]);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    sigaction(SIGCHLD, &action, NULL);
    action.sa_handler = on_stop;
    for (size_t i = 0; i < STOP_SIGNALS; i++)
        sigaction(stop_signals[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void default_signals(void)
{
    sigset_t none;
    signal(SIGCHLD, SIG_DFL);
    for (size_t i = 0; i < STOP_SIGNALS; i++)
        signal(stop_signals[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t fork_child(void (*body)(void *argument), void *argument)
{
    pid_t parent = getpid(), pid = fork();
    if (pid < 0)
        return -errno;
    if (pid > 0)
        return pid;
    default_signals();
    os_signal_on_parent_death(SIGKILL);
    if (getppid() == parent) /* else it died before it could be watched */
        body(argument);
    _exit(EXIT_OK);
}

void kill_and_reap(pid_t pid)
{
    if (pid <= 0)
        return;
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
}

pid_t wait_for_child(uint64_t deadline_ns, int *wait_status)
{
    sigset_t none;
    sigemptyset(&none);
    for (;;) {
        pid_t pid = waitpid(-1, wait_status, WNOHANG);
        if (pid > 0)
            return pid;
        if (stop_seen)
            return -EINTR;
        uint64_t now = now_ns();
        if (now >= deadline_ns)
            return -ETIMEDOUT;
        uint64_t left = deadline_ns - now;
        struct timespec timeout = {.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
        pselect(0, NULL, NULL, NULL, deadline_ns == UNKNOWN ? NULL : &timeout, &none);
    }
}

/* ---- the front ---- */

enum { GRACE_MS = 3000 };

static pid_t fork_supervisor(const struct request *request)
{
    pid_t parent = getpid(), pid = fork();
    if (pid != 0)
        return pid;
    os_signal_on_parent_death(SIGTERM);
    exit(getppid() == parent ? request->command->run(request) : EXIT_FAILED);
}

int run_guarded(const struct request *request)
{
    int wait_status = 0;
    watch_signals();
    os_signal_on_parent_death(SIGTERM);
    pid_t supervisor = fork_supervisor(request);
    if (supervisor < 0)
        return print_reason(reason_of(-errno), UNKNOWN);
    pid_t ended = wait_for_child(UNKNOWN, &wait_status);
    if (ended == -EINTR) {
        kill(supervisor, SIGTERM);
        stop_seen = false;
        if (wait_for_child(now_ns() + GRACE_MS * UINT64_C(1000000), &wait_status) != supervisor)
            kill_and_reap(supervisor);
        return EXIT_INTERRUPTED;
    }
    if (WIFSIGNALED(wait_status))
        return print_reason(WTERMSIG(wait_status) == SIGSYS ? REASON_no_such_syscall : REASON_killed, UNKNOWN);
    return WEXITSTATUS(wait_status);
}

/* ---- spinners ---- */

static void keep_awake(void *argument)
{
    const int *cpu = argument;
    if (os_pin(*cpu) != 0 || os_become_idle_priority() != 0)
        _exit(EXIT_FAILED);
    for (;;) { /* until the supervisor kills it, or dies */
        atomic_signal_fence(memory_order_seq_cst);
    }
}

enum reason start_keepers(struct keepers *keepers, const int cpu[2])
{
    *keepers = (struct keepers){.pid = {0, 0}};
    for (size_t i = 0; i < (cpu[0] == cpu[1] ? 1 : 2); i++) {
        int on = cpu[i];
        keepers->pid[i] = fork_child(keep_awake, &on);
        if (keepers->pid[i] < 0)
            return reason_of((int)keepers->pid[i]);
    }
    return REASON_none;
}

bool keeper_ended(struct keepers *keepers, pid_t ended)
{
    for (size_t i = 0; i < 2; i++) {
        if (keepers->pid[i] != ended)
            continue;
        keepers->pid[i] = 0;
        return true;
    }
    return false;
}

void stop_keepers(struct keepers *keepers)
{
    kill_and_reap(keepers->pid[0]);
    kill_and_reap(keepers->pid[1]);
}
