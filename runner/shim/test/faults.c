/*
 * Preloaded into the shim by its tests: FAULT names what goes wrong, so that checks which never fail on a sound machine
 * can be seen to fail.
 *
 *   coarse_clock   CLOCK_MONOTONIC advances in steps of 1 us
 *   backward_clock CLOCK_MONOTONIC goes back by a second, on one side first
 *   corrupt_read   one bit of one message is flipped
 *   drop_read      one message is swallowed
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { AFTER = 120 };

static int is_fault(const char *name)
{
    const char *fault = getenv("FAULT");
    return fault != NULL && strcmp(fault, name) == 0;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    static int (*real)(clockid_t, struct timespec *);
    static long calls;
    if (real == NULL)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, time);
    if (clock != CLOCK_MONOTONIC)
        return code;
    if (is_fault("coarse_clock"))
        time->tv_nsec -= time->tv_nsec % 1000;
    if (is_fault("backward_clock") && ++calls > 8000) /* past the probe of the clock, which only the initiator makes */
        time->tv_sec -= 1;
    return code;
}

ssize_t read(int file, void *buffer, size_t count)
{
    static ssize_t (*real)(int, void *, size_t);
    static long calls;
    if (real == NULL)
        real = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    calls++;
    if (is_fault("drop_read") && calls == AFTER)
        real(file, buffer, count);
    ssize_t got = real(file, buffer, count);
    if (is_fault("corrupt_read") && calls == AFTER && got > 0)
        ((char *)buffer)[got - 1] ^= 1;
    return got;
}
