/* Whole messages over a descriptor that may take or give a part of one. */
#ifndef STREAM_H
#define STREAM_H

#include <errno.h>
#include <unistd.h>

static inline int write_all(int file, const unsigned char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(file, bytes, count);
        if (written < 0)
            return -errno;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

static inline int read_all(int file, unsigned char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t got = read(file, bytes, count);
        if (got <= 0)
            return got == 0 ? -EPIPE : -errno;
        bytes += got;
        count -= (size_t)got;
    }
    return 0;
}

#endif
