/* A pair of named pipes, one for each direction, blocking. Their names are gone as soon as both ends are open. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "pipes.h"

enum { PIPE_BYTES };

/* The read end first and without waiting, as otherwise each open() waits for the other. */
static int open_ends(const char *path, int ends[2])
{
    ends[0] = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (ends[0] < 0)
        return -errno;
    ends[1] = open(path, O_WRONLY | O_CLOEXEC);
    return ends[1] < 0 || fcntl(ends[0], F_SETFL, 0) != 0 ? -errno : 0;
}

static int open_fifo(int ends[2])
{
    char directory[] = P_tmpdir "/ipc-bench-XXXXXX", path[sizeof directory + sizeof "/fifo"];
    if (mkdtemp(directory) == NULL)
        return -errno;
    snprintf(path, sizeof path, "%s/fifo", directory);
    int code = mkfifo(path, S_IRUSR | S_IWUSR) == 0 ? open_ends(path, ends) : -errno;
    unlink(path);
    rmdir(directory);
    return code;
}

static int open_pipes(void *state, const struct setup *setup)
{
    struct pipes *pipes = state;
    pipes->message_bytes = setup->message_bytes;
    for (int side = 0; side < 2; side++) {
        int code = open_fifo(pipes->to[side]);
        if (code != 0)
            return code;
    }
    return set_pipe_size(pipes, setup->option[PIPE_BYTES]);
}

static const struct transport_option options[] = {
    [PIPE_BYTES] = PIPE_BYTES_OPTION,
    {NULL, 0, 0, 0, NULL},
};

const struct transport transport_fifo = {
    .name = "fifo",
    .summary = "a pair of named pipes",
    .waiting = BLOCKING,
    .modes = LATENCY | THROUGHPUT,
    .min_message_bytes = 1,
    .max_message_bytes = 1u << 30,
    .options = options,
    .state_bytes = sizeof(struct pipes),
    .open = open_pipes,
    .attach = attach_pipes,
    .send = send_by_pipe,
    .receive = receive_by_pipe,
    .capacity = pipe_capacity,
    .close = close_pipes,
};
