/* What the core's files share: the request, the memory both sides see, and the steps of one repeat. */
#ifndef CORE_H
#define CORE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "os.h"
#include "transport.h"

/* ---- outcome: why there is no number (core_reason.c) ---- */

#define REASON_LIST(X)                 \
    X(capability_missing, UNSUPPORTED) \
    X(cpu_not_allowed, UNSUPPORTED)    \
    X(message_too_large, UNSUPPORTED)  \
    X(message_too_small, UNSUPPORTED)  \
    X(mode_not_offered, UNSUPPORTED)   \
    X(no_huge_pages, UNSUPPORTED)      \
    X(no_such_syscall, UNSUPPORTED)    \
    X(permission, UNSUPPORTED)         \
    X(queue_limit, UNSUPPORTED)        \
    X(negative_sample, UNSUPPORTED)    \
    X(spin_needs_two_cpus, UNSUPPORTED) \
    X(unstable_clock, UNSUPPORTED)     \
    X(deadline, FAILED)                \
    X(descriptor_limit, FAILED)        \
    X(interrupted, FAILED)             \
    X(killed, FAILED)                  \
    X(lost_message, FAILED)            \
    X(memory, FAILED)                  \
    X(pin_refused, FAILED)             \
    X(storage_full, FAILED)            \
    X(unknown, FAILED)                 \
    X(verify_mismatch, FAILED)

enum reason {
    REASON_none,
#define X(name, status) REASON_##name,
    REASON_LIST(X)
#undef X
};

enum status { OK, UNSUPPORTED, FAILED };

enum exit_code { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_UNSUPPORTED = 77, EXIT_INTERRUPTED = 130 };

const char *reason_name(enum reason reason);
enum status reason_status(enum reason reason);
/* The reason for what a hook returned: 0, -errno, or one of the core's own positive codes (enum reason). */
enum reason reason_of(int code);

/* ---- request (core_options.c) ---- */

enum touch { TOUCH_NONE, TOUCH_READ_LINES, TOUCH_VERIFY };
enum idle { IDLE_NATURAL, IDLE_KEPT_AWAKE };
enum { MAX_CPUS = 256 };

struct request {
    const struct command *command;
    const struct transport *transport;
    uint64_t message_bytes, samples, warmup, batch, idle, touch, deadline_ms, duration_ms;
    uint64_t cpu[2]; /* by side */
    uint64_t cpus[MAX_CPUS], cpu_count;
    uint64_t option[MAX_OPTIONS];
};

struct command {
    const char *name, *summary, *example;
    unsigned bit;                             /* which options it takes */
    int (*run)(const struct request *request); /* returns an exit_code; prints one line on stdout */
};

extern const struct command commands[]; /* ends with a NULL name */

/* Returns false after having printed what is wrong, or the help; *exit_code then says how to end. */
bool parse_request(int argc, char **argv, struct request *request, int *exit_code);

/* ---- time (core_clock.c) ---- */

static inline uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

struct clock_quality {
    uint64_t overhead_ps, resolution_ns;
};

struct clock_quality measure_clock(void);
void nap_ns(uint64_t ns);

/* ---- statistics (core_statistics.c) ---- */

enum { HISTOGRAM_BUCKETS = 61 * 16 };

struct summary {
    uint64_t n, min_ns, p50_ns, p90_ns, p99_ns, p999_ns, max_ns, sum_ns;
    uint64_t histogram[HISTOGRAM_BUCKETS];
};

unsigned histogram_index(uint64_t value);
/* Sorts the samples in place. */
void summarise(uint64_t *samples, uint64_t n, struct summary *summary);
/* A quantile of `per_mille` thousandths is told only where at least ten samples lie beyond it. */
bool quantile_is_told(uint64_t n, uint64_t per_mille);

/* ---- one repeat (core_repeat.c) ---- */

struct side_report {
    _Alignas(SEPARATION_BYTES) _Atomic uint32_t arrived;
    pid_t pid;
    int code; /* what the side ended with, as reason_of() takes it */
    struct usage before, after;
    uint64_t sink; /* keeps the reads of touch=read_lines from being optimised away */
};

enum { THROUGHPUT_PHASES = 3 };

/* Shared by the supervisor and both sides. */
struct board {
    struct side_report side[2];
    struct clock_quality clock;
    uint64_t start_ns, end_ns[2]; /* by side */
    uint64_t shortest_ns;         /* one way: the shortest round trip */
    uint64_t received;
    /* Messages of each phase; UNKNOWN while the writer has not decided. */
    _Alignas(SEPARATION_BYTES) _Atomic uint64_t total[THROUGHPUT_PHASES];
    _Alignas(SEPARATION_BYTES) _Atomic uint64_t heartbeat; /* of a companion thread, while it runs */
    _Alignas(SEPARATION_BYTES) _Atomic uint32_t finished;  /* it may end */
    _Alignas(SEPARATION_BYTES) _Atomic uint32_t acknowledged; /* phases the reader has seen the end of */
};

struct repeat {
    const struct request *request;
    const struct transport *transport;
    struct setup setup;
    int cpu[2];
    void *state;
    struct board *board;
    uint64_t *samples; /* shared; NULL for throughput; for one way, those of the backward direction follow */
    uint64_t sample_count, sample_bytes;
    uint64_t verify_count; /* round trips of the verified copy */
    uint64_t deadline_ns; /* on now_ns() */
    uint64_t steal_ns;
};

struct link;
typedef int side_function(const struct repeat *repeat, struct link *link);

/* Open; fork both sides and wait for them; close. end_repeat() closes and frees everything, whatever happened. */
enum reason begin_repeat(struct repeat *repeat, const struct request *request, unsigned mode, const uint64_t cpu[2],
                         uint64_t deadline_ns);
enum reason run_sides(struct repeat *repeat, side_function *initiate, side_function *respond);
void end_repeat(struct repeat *repeat);
/* print_reason() with the transport's limit where that is the reason. */
int print_repeat_reason(const struct repeat *repeat, enum reason reason);

/* One side's process, for fork_child(); takes a struct side_start (core_side.c). */
struct side_start {
    struct repeat *repeat;
    enum side side;
    side_function *run;
};

void run_side(void *argument);

/* One latency repeat; fills *summary unless a reason is returned. */
enum reason latency_repeat(struct repeat *repeat, struct summary *summary);

/* ---- processes (core_processes.c) ---- */

/* Forks a child that dies with this process and runs body(argument), or returns a negative errno. */
pid_t fork_child(void (*body)(void *argument), void *argument);
void kill_and_reap(pid_t pid);
/* Waits for a child to end. Returns its pid, -EINTR when a signal asked to stop, or -ETIMEDOUT. */
pid_t wait_for_child(uint64_t deadline_ns, int *wait_status);
/* Runs the request's command in a child that is told to stop when this process is, or when it dies in any way. */
int run_guarded(const struct request *request);

/* SCHED_IDLE spinners, one per CPU, that keep CPUs from sleeping. */
struct keepers {
    pid_t pid[2];
};

enum reason start_keepers(struct keepers *keepers, const int cpu[2]);
bool keeper_ended(struct keepers *keepers, pid_t ended); /* notes it; false: it was no keeper */
void stop_keepers(struct keepers *keepers);

/* ---- output (core_json.c) ---- */

/* One JSON object, written to stdout as one line. Names and words are plain ASCII that needs no escape. */
void json_begin(void);
void json_object(const char *name);
void json_end_object(void);
void json_array(const char *name);
void json_end_array(void);
void json_number(const char *name, uint64_t value);   /* name NULL inside arrays; UNKNOWN: left out */
void json_word(const char *name, const char *word);
void json_true(const char *name);
void json_usage(const char *name, const struct side_report *report); /* left out when nothing is known */
void json_request(const struct repeat *repeat);
/* Per operation: quantiles and a histogram only for batch 1; what is at or below the resolution is left out. */
void json_summary(const struct summary *summary, uint64_t batch, uint64_t resolution_ns);
int json_finish(void); /* returns EXIT_OK */
/* The whole line for a run without a number; returns the exit code. limit UNKNOWN: none. */
int print_reason(enum reason reason, uint64_t limit);
uint64_t transport_limit(const struct transport *transport, const struct setup *setup);

/* ---- commands ---- */

int run_list(const struct request *request);
int run_latency(const struct request *request);
int run_throughput(const struct request *request);
int run_one_way(const struct request *request);
int run_matrix(const struct request *request);
int run_noise(const struct request *request);

#endif
