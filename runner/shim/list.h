/* Every transport, named once. `name` is transports/<name>.c, transport_<name> and the word in results. */
#ifndef LIST_H
#define LIST_H

#define TRANSPORT_LIST(X)   \
    X(null)                 \
    X(pipe)                 \
    X(fifo)                 \
    X(unix_stream)          \
    X(unix_seqpacket)       \
    X(unix_dgram)           \
    X(tcp)                  \
    X(udp)                  \
    X(posix_mq)             \
    X(sysv_mq)              \
    X(eventfd)              \
    X(signal)               \
    X(shm_spin)             \
    X(shm_oneway)           \
    X(shm_futex)            \
    X(shm_ring_spin)        \
    X(shm_ring_futex)       \
    X(shm_arena)            \
    X(vmsplice)             \
    X(process_vm_readv)     \
    X(membarrier_roundtrip)

#endif
