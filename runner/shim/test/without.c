/*
 * Runs a program on a kernel that lacks some system calls, as a seccomp filter can make it:
 *
 *   without ENOSYS|EPERM|SIGSYS NUMBER... -- PROGRAM ARGUMENT...
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { MOST = 32 };

int main(int argc, char **argv)
{
    struct sock_filter filter[2 * MOST + 2];
    unsigned short length = 0;
    int at = 2;
    if (argc < 4)
        return 2;
    const unsigned action = strcmp(argv[1], "SIGSYS") == 0  ? SECCOMP_RET_KILL_PROCESS
                            : strcmp(argv[1], "EPERM") == 0 ? SECCOMP_RET_ERRNO | EPERM
                                                            : SECCOMP_RET_ERRNO | ENOSYS;
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (; at < argc && strcmp(argv[at], "--") != 0 && at - 2 < MOST; at++) {
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)atoi(argv[at]), 0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {.len = length, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror("seccomp");
        return 2;
    }
    execv(argv[at + 1], argv + at + 1);
    perror(argv[at + 1]);
    return 2;
}
