#include "core_link.h"

void fill_every_byte(unsigned char *message, size_t bytes, uint64_t stamp)
{
    size_t at = 0;
    for (; at + sizeof stamp <= bytes; at += sizeof stamp, stamp += WORD_STEP)
        memcpy(message + at, &stamp, sizeof stamp);
    memcpy(message + at, &stamp, bytes - at);
}

bool every_byte_matches(const unsigned char *message, size_t bytes, uint64_t stamp)
{
    uint64_t word, wrong = 0;
    size_t at = 0;
    for (; at + sizeof word <= bytes; at += sizeof word, stamp += WORD_STEP) {
        memcpy(&word, message + at, sizeof word);
        wrong |= word ^ stamp;
    }
    return wrong == 0 && memcmp(message + at, &stamp, bytes - at) == 0;
}

bool is_message(const struct link *link, const unsigned char *message, uint64_t sequence)
{
    uint64_t stamp = stamp_of(sequence, link->sender);
    if (link->gaps_allowed) {
        memcpy(&stamp, message, sizeof stamp);
        const uint64_t found = stamp * STAMP_INVERSE - 1 - (uint64_t)link->sender; /* twice its sequence number */
        if (found % 2 != 0 || found / 2 < sequence || found / 2 - sequence > UINT32_MAX)
            return false;
    }
    return every_byte_matches(message, link->bytes, stamp);
}
