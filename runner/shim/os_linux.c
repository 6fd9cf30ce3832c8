/* Linux. Sources: sched_setaffinity(2), prctl(2), futex(2), proc(5), cgroups(7). */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "os.h"

enum { CPU_NUMBERS = 8192 }; /* the kernel's own upper limit, NR_CPUS of the largest configurations */

static uint64_t migrations(void)
{
    static const char label[] = "se.nr_migrations";
    char text[4096];
    int file = open("/proc/thread-self/sched", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return UNKNOWN;
    ssize_t got = read(file, text, sizeof text - 1);
    close(file);
    text[got > 0 ? got : 0] = '\0';
    const char *line = strstr(text, label);
    const char *colon = line == NULL ? NULL : strchr(line, ':');
    return colon == NULL ? UNKNOWN : strtoull(colon + 1, NULL, 10);
}

void os_usage(struct usage *usage)
{
    struct rusage resources;
    struct timespec cpu;
    getrusage(RUSAGE_THREAD, &resources);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    usage->cpu_ns = (uint64_t)cpu.tv_sec * 1000000000u + (uint64_t)cpu.tv_nsec;
    usage->voluntary_switches = (uint64_t)resources.ru_nvcsw;
    usage->involuntary_switches = (uint64_t)resources.ru_nivcsw;
    usage->migrations = migrations();
}

int os_pin(int cpu)
{
    cpu_set_t *set = CPU_ALLOC(CPU_NUMBERS);
    size_t bytes = CPU_ALLOC_SIZE(CPU_NUMBERS);
    if (set == NULL)
        return -ENOMEM;
    CPU_ZERO_S(bytes, set);
    CPU_SET_S((size_t)cpu, bytes, set);
    int code = sched_setaffinity(0, bytes, set) == 0 ? 0 : -errno;
    CPU_FREE(set);
    return code;
}

bool os_may_use_cpu(int cpu)
{
    cpu_set_t *set = CPU_ALLOC(CPU_NUMBERS);
    size_t bytes = CPU_ALLOC_SIZE(CPU_NUMBERS);
    if (set == NULL)
        return false;
    CPU_ZERO_S(bytes, set);
    bool may = sched_getaffinity(0, bytes, set) == 0 && CPU_ISSET_S((size_t)cpu, bytes, set);
    CPU_FREE(set);
    return may;
}

int os_become_idle_priority(void)
{
    const struct sched_param none = {.sched_priority = 0};
    return sched_setscheduler(0, SCHED_IDLE, &none) == 0 ? 0 : -errno;
}

int os_signal_on_parent_death(int signal)
{
    return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0UL, 0UL, 0UL) == 0 ? 0 : -errno;
}

uint64_t os_steal_ns(int cpu)
{
    char line[512], label[16];
    uint64_t ticks, steal = UNKNOWN;
    FILE *file = fopen("/proc/stat", "re");
    if (file == NULL)
        return UNKNOWN;
    int length = snprintf(label, sizeof label, "cpu%d ", cpu);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, label, (size_t)length) != 0)
            continue;
        /* user nice system idle iowait irq softirq steal */
        if (sscanf(line + length, "%*u %*u %*u %*u %*u %*u %*u %" SCNu64, &ticks) == 1)
            steal = ticks * (1000000000u / (uint64_t)sysconf(_SC_CLK_TCK));
        break;
    }
    fclose(file);
    return steal;
}

/* The kernel takes the TSC only while it holds it to be synchronous; the others are one counter for the machine. */
const char *os_shared_clock(void)
{
    static const char *const shared[] = {"tsc",  "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter",
                                         "xen", "timebase",  "riscv_clocksource",           "stp"};
    char name[64] = "";
    FILE *file = fopen("/sys/devices/system/clocksource/clocksource0/current_clocksource", "re");
    if (file == NULL)
        return NULL;
    bool got = fgets(name, sizeof name, file) != NULL;
    fclose(file);
    name[strcspn(name, "\n")] = '\0';
    for (size_t i = 0; got && i < sizeof shared / sizeof shared[0]; i++)
        if (strcmp(name, shared[i]) == 0)
            return shared[i];
    return NULL;
}

/* One number, or two when b is not NULL. */
static bool read_pair(const char *path, int64_t *a, int64_t *b)
{
    char text[64] = "";
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool got = fgets(text, sizeof text, file) != NULL;
    fclose(file);
    int fields = got ? sscanf(text, "%" SCNd64 " %" SCNd64, a, b) : 0;
    return fields == 2 || (fields == 1 && b == NULL);
}

uint64_t os_limit(enum os_limit limit)
{
    static const char *const file[] = {
        [LIMIT_POSIX_QUEUE_MESSAGE] = "/proc/sys/fs/mqueue/msgsize_max",
        [LIMIT_SYSV_QUEUE_MESSAGE] = "/proc/sys/kernel/msgmax",
        [LIMIT_SYSV_QUEUE_BYTES] = "/proc/sys/kernel/msgmnb",
    };
    int64_t bytes;
    return read_pair(file[limit], &bytes, NULL) && bytes > 0 ? (uint64_t)bytes : UNKNOWN;
}

static uint64_t quota_of_group(const char *path)
{
    static const char *const v2[] = {"/sys/fs/cgroup%s/cpu.max", "/sys/fs/cgroup/unified%s/cpu.max"};
    static const char *const v1[] = {"/sys/fs/cgroup/cpu%s/cpu.cfs_%s_us",
                                     "/sys/fs/cgroup/cpu,cpuacct%s/cpu.cfs_%s_us"};
    char file[PATH_MAX];
    int64_t quota, period;
    for (size_t i = 0; i < 2; i++) {
        snprintf(file, sizeof file, v2[i], path);
        if (read_pair(file, &quota, &period) && quota > 0 && period > 0)
            return (uint64_t)(quota * 1000 / period);
        snprintf(file, sizeof file, v1[i], path, "quota");
        if (!read_pair(file, &quota, NULL) || quota <= 0)
            continue;
        snprintf(file, sizeof file, v1[i], path, "period");
        if (read_pair(file, &period, NULL) && period > 0)
            return (uint64_t)(quota * 1000 / period);
    }
    return UNKNOWN;
}

/* The smallest quota of this process's groups and all their ancestors. */
uint64_t os_cpu_quota_milli(void)
{
    char line[PATH_MAX];
    uint64_t smallest = quota_of_group("");
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (file == NULL)
        return smallest;
    while (fgets(line, sizeof line, file) != NULL) {
        char *path = strchr(line, '/');
        if (path == NULL)
            continue;
        path[strcspn(path, "\n")] = '\0';
        for (char *end = path + strlen(path); end > path; end = strrchr(path, '/')) {
            *end = '\0';
            uint64_t quota = quota_of_group(path);
            if (quota < smallest)
                smallest = quota;
        }
    }
    fclose(file);
    return smallest;
}

int os_shared_memory(size_t bytes, void **memory)
{
    void *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED)
        return -errno;
    *memory = mapped;
    return 0;
}

void os_free_shared_memory(void *memory, size_t bytes)
{
    if (memory != NULL)
        munmap(memory, bytes);
}

/* Not FUTEX_PRIVATE_FLAG: the word is shared between processes. */
int os_wait_on_word(_Atomic uint32_t *word, uint32_t expected)
{
    if (syscall(SYS_futex, word, FUTEX_WAIT, expected, NULL, NULL, 0) == 0 || errno == EAGAIN || errno == EINTR)
        return 0;
    return -errno;
}

int os_wake_word(_Atomic uint32_t *word)
{
    return syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0) >= 0 ? 0 : -errno;
}

void os_libc(const char **name, const char **version)
{
#ifdef __GLIBC__
    *name = "glibc";
    *version = gnu_get_libc_version();
#else
    *name = SHIM_LIBC; /* musl does not define itself: the Makefile asks the compiler for its target */
    *version = "";
#endif
}
