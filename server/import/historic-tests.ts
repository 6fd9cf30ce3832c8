// The tests of the original suite that left results (docs/historic-benchmarks.md names the benchmarks they became).

export const LATENCY_TESTS = ['pipe_lat', 'unix_lat', 'tcp_lat', 'tcp_nodelay_lat', 'mempipe_lat'] as const;

export const THROUGHPUT_TESTS = [
  'pipe_thr',
  'unix_thr',
  'tcp_thr',
  'tcp_nodelay_thr',
  'vmsplice_coop_pipe_thr',
  'mempipe_thr',
  'mempipe_spin_thr',
  'shmem_pipe_thr',
] as const;

export type LatencyTest = (typeof LATENCY_TESTS)[number];
export type ThroughputTest = (typeof THROUGHPUT_TESTS)[number];

export function isLatencyTest(text: string): text is LatencyTest {
  return (LATENCY_TESTS as readonly string[]).includes(text);
}

export function isThroughputTest(text: string): text is ThroughputTest {
  return (THROUGHPUT_TESTS as readonly string[]).includes(text);
}
