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
