/*
 * One side's end of a transport, and the two steps that timed loops are made of. Inline: this is the harness that the
 * null transport measures.
 *
 * Every message is stamped with a word that names its sequence number and its sender. touch says how much of it is
 * written and read: nothing, one word in every cache line, or every byte, which the receiver then compares.
 */
#ifndef CORE_LINK_H
#define CORE_LINK_H

#include <string.h>

#include "core.h"

struct link {
    const struct transport *transport;
    void *state;
    size_t bytes;
    enum touch touch;
    enum side side, sender; /* sender: whose stamp received messages carry */
    unsigned char *outgoing, *incoming;
    bool write_in_place, read_in_place, gaps_allowed; /* gaps: messages of a lossy stream */
    uint64_t sink;
};

/* Odd, so that each (sequence, side) has its own stamp and none is 0 or all ones in reach. */
#define STAMP_FACTOR UINT64_C(0x9e3779b97f4a7c15)
#define STAMP_INVERSE UINT64_C(0xf1de83e19937733d) /* STAMP_FACTOR * STAMP_INVERSE == 1 */
#define WORD_STEP UINT64_C(0x0101010101010103)

static inline uint64_t stamp_of(uint64_t sequence, enum side side)
{
    return (sequence * 2 + (uint64_t)side + 1) * STAMP_FACTOR;
}

static inline void fill_lines(unsigned char *message, size_t bytes, uint64_t stamp)
{
    if (bytes < sizeof stamp) {
        memcpy(message, &stamp, bytes);
        return;
    }
    memcpy(message + bytes - sizeof stamp, &stamp, sizeof stamp); /* the last line, however the message is aligned */
    for (size_t at = 0; at + sizeof stamp <= bytes; at += LINE_BYTES)
        memcpy(message + at, &stamp, sizeof stamp);
}

static inline uint64_t read_lines(const unsigned char *message, size_t bytes)
{
    uint64_t sum = 0, word = 0;
    if (bytes < sizeof word) {
        memcpy(&word, message, bytes);
        return word;
    }
    memcpy(&sum, message + bytes - sizeof sum, sizeof sum);
    for (size_t at = 0; at + sizeof word <= bytes; at += LINE_BYTES) {
        memcpy(&word, message + at, sizeof word);
        sum ^= word;
    }
    return sum;
}

/* Word i of a verified message is stamp + i * WORD_STEP; a last partial word is its first bytes. */
void fill_every_byte(unsigned char *message, size_t bytes, uint64_t stamp);
bool every_byte_matches(const unsigned char *message, size_t bytes, uint64_t stamp);
/* The message is whole and is number `sequence` of the link's sender, or, where gaps are allowed, a later one. */
bool is_message(const struct link *link, const unsigned char *message, uint64_t sequence);

static inline void link_fill(const struct link *link, unsigned char *message, uint64_t sequence)
{
    if (link->touch == TOUCH_READ_LINES)
        fill_lines(message, link->bytes, stamp_of(sequence, link->side));
    else if (link->touch == TOUCH_VERIFY)
        fill_every_byte(message, link->bytes, stamp_of(sequence, link->side));
}

static inline int link_send(struct link *link, uint64_t sequence)
{
    const struct transport *transport = link->transport;
    unsigned char *message = link->outgoing;
    if (transport->reserve != NULL) {
        int code = transport->reserve(link->state, &message);
        if (code != 0)
            return code;
    }
    if (message == link->outgoing || link->write_in_place) {
        link_fill(link, message, sequence);
    } else {
        link_fill(link, link->outgoing, sequence);
        memcpy(message, link->outgoing, link->bytes);
    }
    return transport->send(link->state, message);
}

static inline int link_receive(struct link *link, uint64_t sequence)
{
    const struct transport *transport = link->transport;
    unsigned char *message = link->incoming;
    int code = transport->receive(link->state, &message);
    if (code != 0)
        return code;
    if (message != link->incoming && !link->read_in_place) {
        memcpy(link->incoming, message, link->bytes);
        message = link->incoming;
    }
    if (link->touch == TOUCH_READ_LINES)
        link->sink ^= read_lines(message, link->bytes);
    else if (link->touch == TOUCH_VERIFY && !is_message(link, message, sequence))
        return REASON_verify_mismatch;
    return transport->release == NULL ? 0 : transport->release(link->state);
}

static inline int link_round_trip(struct link *link, uint64_t sequence)
{
    int code = link_send(link, sequence);
    return code != 0 ? code : link_receive(link, sequence);
}

static inline int link_answer(struct link *link, uint64_t sequence)
{
    int code = link_receive(link, sequence);
    return code != 0 ? code : link_send(link, sequence);
}

#endif
