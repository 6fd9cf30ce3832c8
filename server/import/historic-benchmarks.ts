// Which benchmark of suite 0.1.0 each historic test became. docs/historic-benchmarks.md is the same table for people, and a
// test holds the two and the manifest together.
import type { Parameters } from '@ipc-bench/schema/document';
import type { LatencyTest, ThroughputTest } from './historic-tests.js';

/** The suite of the archives, and the version of each benchmark in it. */
export const HISTORIC_SUITE = '0.1.0';
export const HISTORIC_BENCHMARK_VERSION = '0.1.0';

export interface HistoricBenchmark {
  id: string;
  /** Parameters that the test's name alone decides. */
  fixed: Parameters;
}

export const LATENCY_BENCHMARKS: Readonly<Record<LatencyTest, HistoricBenchmark>> = {
  pipe_lat: { id: 'pipe.latency', fixed: {} },
  unix_lat: { id: 'unix_stream.latency', fixed: {} },
  tcp_lat: { id: 'tcp.latency', fixed: { nodelay: false } },
  tcp_nodelay_lat: { id: 'tcp.latency', fixed: { nodelay: true } },
  /** Two flag handshakes: no message moves, whatever size the log prints. */
  mempipe_lat: { id: 'shm_spin.latency', fixed: { message_bytes: 0 } },
};

export const THROUGHPUT_BENCHMARKS: Readonly<Record<ThroughputTest, HistoricBenchmark>> = {
  pipe_thr: { id: 'pipe.throughput', fixed: {} },
  unix_thr: { id: 'unix_stream.throughput', fixed: {} },
  tcp_thr: { id: 'tcp.throughput', fixed: { nodelay: false } },
  tcp_nodelay_thr: { id: 'tcp.throughput', fixed: { nodelay: true } },
  vmsplice_coop_pipe_thr: { id: 'vmsplice.throughput', fixed: {} },
  mempipe_thr: { id: 'shm_ring_futex.throughput', fixed: {} },
  mempipe_spin_thr: { id: 'shm_ring_spin.throughput', fixed: {} },
  shmem_pipe_thr: { id: 'shm_arena.throughput', fixed: {} },
};
