/* The two options that the core itself heeds, for transports that keep messages in place. */
#ifndef IN_PLACE_H
#define IN_PLACE_H

#define IN_PLACE_OPTIONS                                                                                  \
    {"write_in_place", 1, 0, 1, "0: the message is written elsewhere and copied to where the reader sees it"}, \
    {"read_in_place", 1, 0, 1, "0: the message is copied elsewhere before it is read"}

#endif
