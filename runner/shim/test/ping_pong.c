/*
 * A reference for the shim that shares nothing with it: the shortest ping-pong a careful C programmer would write.
 *
 *   ping_pong pipe|unix_stream|tcp BYTES ROUND_TRIPS INITIATOR_CPU RESPONDER_CPU
 *
 * prints the mean of one round trip in picoseconds. Both sides are pinned, blocking, without options.
 */
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP = 1000 };

struct ends {
    int in, out;
};

static void check(int ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    exit(1);
}

static void pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)cpu, &set);
    check(sched_setaffinity(0, sizeof set, &set) == 0, "sched_setaffinity");
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void open_pipe(struct ends *a, struct ends *b)
{
    int there[2], back[2];
    check(pipe(there) == 0 && pipe(back) == 0, "pipe");
    *a = (struct ends){back[0], there[1]};
    *b = (struct ends){there[0], back[1]};
}

static void open_unix_stream(struct ends *a, struct ends *b)
{
    int pair[2];
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "socketpair");
    *a = (struct ends){pair[0], pair[0]};
    *b = (struct ends){pair[1], pair[1]};
}

static void open_tcp(struct ends *a, struct ends *b)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), near = socket(AF_INET, SOCK_STREAM, 0);
    check(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 1) == 0, "listen");
    check(getsockname(listener, (struct sockaddr *)&address, &length) == 0, "getsockname");
    check(connect(near, (struct sockaddr *)&address, length) == 0, "connect");
    int far = accept(listener, NULL, NULL);
    check(far >= 0, "accept");
    *a = (struct ends){near, near};
    *b = (struct ends){far, far};
}

static void put(int file, const char *bytes, size_t count)
{
    for (ssize_t done; count > 0; bytes += done, count -= (size_t)done)
        check((done = write(file, bytes, count)) > 0, "write");
}

static void get(int file, char *bytes, size_t count)
{
    for (ssize_t done; count > 0; bytes += done, count -= (size_t)done)
        check((done = read(file, bytes, count)) > 0, "read");
}

int main(int argc, char **argv)
{
    struct ends a, b;
    check(argc == 6, "usage: ping_pong pipe|unix_stream|tcp BYTES ROUND_TRIPS INITIATOR_CPU RESPONDER_CPU");
    const size_t bytes = strtoul(argv[2], NULL, 10);
    const uint64_t round_trips = strtoull(argv[3], NULL, 10);
    char *message = calloc(1, bytes);
    check(message != NULL, "calloc");
    if (strcmp(argv[1], "pipe") == 0)
        open_pipe(&a, &b);
    else if (strcmp(argv[1], "unix_stream") == 0)
        open_unix_stream(&a, &b);
    else
        open_tcp(&a, &b);

    pid_t responder = fork();
    check(responder >= 0, "fork");
    if (responder == 0) {
        pin(atoi(argv[5]));
        for (uint64_t i = 0; i < WARM_UP + round_trips; i++) {
            get(b.in, message, bytes);
            put(b.out, message, bytes);
        }
        free(message);
        _exit(0);
    }
    pin(atoi(argv[4]));
    uint64_t start = 0;
    for (uint64_t i = 0; i < WARM_UP + round_trips; i++) {
        if (i == WARM_UP)
            start = now_ns();
        put(a.out, message, bytes);
        get(a.in, message, bytes);
    }
    printf("%llu\n", (unsigned long long)((now_ns() - start) * 1000 / round_trips));
    waitpid(responder, NULL, 0);
    free(message);
    return 0;
}
