/*
 * What a transport is: one way to move messages or wake-ups between two sides.
 *
 * The core forks, pins, times, fills and checks messages, and keeps deadlines. A transport only moves bytes: it
 * never parses options, prints, exits, pins, or edits its setup. Every hook returns 0 or -errno. A hook may block or
 * spin for ever: a supervisor ends both sides at the deadline.
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Latency: the initiator is timed, the responder answers. Throughput: the initiator writes, the responder reads. */
enum side { INITIATOR, RESPONDER };

enum waiting { BLOCKING, SPINNING };

enum { LATENCY = 1, THROUGHPUT = 2, ONE_WAY = 4 };

enum {
    LOOPBACK = 1, /* no second side: what is sent is received by the sender */
    LOSSY = 2,    /* a stream may lose messages; each one arrives whole or not at all */
    ONE_PROCESS = 4 /* the responder is a thread of the initiator's process that only has to run */
};

enum { MAX_OPTIONS = 8 };

/* What a hook returns, negated, for conditions that share an errno with others. */
#define ERROR_QUEUE_LIMIT EDQUOT     /* the system's limit on queues or their size */
#define ERROR_NO_HUGE_PAGES ENODEV   /* none reserved, none supported */

/* A pair of cache lines: adjacent-line prefetchers pull two at once, so this is what keeps two variables apart. */
enum { LINE_BYTES = 64, SEPARATION_BYTES = 128 };

struct transport_option {
    const char *name;
    uint64_t preset, least, most;
    const char *meaning;
};

struct setup {
    size_t message_bytes;
    unsigned mode;                /* one of those below */
    pid_t pid[2];                 /* by side; known from attach() on */
    uint64_t option[MAX_OPTIONS]; /* in the order of the transport's own table */
};

/*
 * State is allocated zeroed by the core, before the fork; each side then has its own copy, so what both must see is
 * mapped shared or inherited as a descriptor by open(). Names in the system (files, queues) are removed as soon as
 * they are no longer needed, and by close() at the latest.
 */
struct transport {
    const char *name, *summary;
    enum waiting waiting;
    unsigned modes, traits;
    uint64_t min_message_bytes, max_message_bytes;
    uint64_t (*system_limit)(const struct setup *setup); /* a lower maximum set by this system; NULL: none */
    const struct transport_option *options; /* ends with a NULL name; NULL: none */
    size_t state_bytes;

    int (*open)(void *state, const struct setup *setup);                     /* once, before the fork */
    int (*attach)(void *state, const struct setup *setup, enum side side);   /* in each side; NULL: nothing to do */
    /* Where the next message is to be written. NULL: anywhere; send() then copies from the core's own buffer. */
    int (*reserve)(void *state, unsigned char **message);
    int (*send)(void *state, const unsigned char *message);
    /* *message is the core's own buffer; a transport that keeps messages in place points it to where they lie.
     * -EAGAIN (lossy transports, throughput only): nothing came for a while. */
    int (*receive)(void *state, unsigned char **message);
    int (*release)(void *state);             /* the reader is done with the message in place; NULL: nothing to do */
    int (*flush)(void *state);               /* after the last send: nothing may stay unseen; NULL: nothing does */
    uint64_t (*capacity)(const void *state); /* bytes the writer can be ahead of the reader; throughput only */
    void (*close)(void *state);              /* in the process that opened, after both sides have ended */
};

#endif
