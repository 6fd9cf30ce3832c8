/* Which command takes which options, and the table of transports. */
#ifndef CORE_COMMANDS_H
#define CORE_COMMANDS_H

#include "list.h"
#include "transport.h"

enum {
    LIST_COMMAND = 1,
    LATENCY_COMMAND = 2,
    THROUGHPUT_COMMAND = 4,
    MATRIX_COMMAND = 8,
    NOISE_COMMAND = 16,
    ONE_WAY_COMMAND = 32,
    ROUND_TRIPS = LATENCY_COMMAND | MATRIX_COMMAND,
    TIMED_BY_CLOCK = THROUGHPUT_COMMAND | NOISE_COMMAND,
    MEASURING = ROUND_TRIPS | THROUGHPUT_COMMAND | ONE_WAY_COMMAND
};

extern const struct transport *const transports[]; /* ends with NULL */

#endif
