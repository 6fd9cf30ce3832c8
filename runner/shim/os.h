/* What differs between operating systems: one os_<system>.c each, chosen by the Makefile. */
#ifndef OS_H
#define OS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNKNOWN UINT64_MAX

/* What a thread has cost since it began; a field the system does not tell is UNKNOWN. */
struct usage {
    uint64_t cpu_ns, voluntary_switches, involuntary_switches, migrations;
};

void os_usage(struct usage *usage);

/* Pins the calling thread. 0 or -errno. */
int os_pin(int cpu);
bool os_may_use_cpu(int cpu);

/* Runs only when the CPU would be idle, from now on. 0 or -errno. */
int os_become_idle_priority(void);

/* `signal` is sent to this process when its parent ends. 0 or -errno. */
int os_signal_on_parent_death(int signal);

/* Nanoseconds the hypervisor took from a CPU since boot, or UNKNOWN. Resolution: one tick. */
uint64_t os_steal_ns(int cpu);

/* The name of the clock behind CLOCK_MONOTONIC if all CPUs are known to share it, or NULL. */
const char *os_shared_clock(void);

/* Thousandths of a CPU this process may use, or UNKNOWN when there is no quota. */
uint64_t os_cpu_quota_milli(void);

/* Memory that both sides of a later fork share; nothing of it has a name. Zeroed. 0 or -errno. */
int os_shared_memory(size_t bytes, void **memory);
void os_free_shared_memory(void *memory, size_t bytes);

/* Sleep while *word == expected; wake all sleepers. Between processes. Spurious returns are allowed. 0 or -errno. */
int os_wait_on_word(_Atomic uint32_t *word, uint32_t expected);
int os_wake_word(_Atomic uint32_t *word);

/* Limits that the system sets on queues, in bytes; UNKNOWN when it does not tell. */
enum os_limit { LIMIT_POSIX_QUEUE_MESSAGE, LIMIT_SYSV_QUEUE_MESSAGE, LIMIT_SYSV_QUEUE_BYTES };

uint64_t os_limit(enum os_limit limit);

/* Name and version of the C library; "unknown" and "" when it does not say. */
void os_libc(const char **name, const char **version);

#endif
