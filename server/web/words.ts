// Words for what the data calls by identifiers. A word that is not here is shown as it is, so new mechanisms, flags and
// reasons need no change before they can be seen.

const MECHANISMS: Readonly<Record<string, string>> = {
  pipe: 'pipe',
  fifo: 'named pipe',
  unix_stream: 'Unix stream socket',
  unix_seqpacket: 'Unix seqpacket socket',
  unix_dgram: 'Unix datagram socket',
  tcp: 'TCP loopback',
  udp: 'UDP loopback',
  posix_mq: 'POSIX message queue',
  sysv_mq: 'System V message queue',
  eventfd: 'eventfd',
  signal: 'signal',
  shm_spin: 'shared-memory spin',
  shm_futex: 'shared-memory futex',
  shm_oneway: 'shared memory, one way',
  shm_ring_spin: 'spinning ring',
  shm_ring_futex: 'futex ring',
  shm_arena: 'shared arena',
  process_vm_readv: 'process_vm_readv',
  vmsplice: 'vmsplice',
  membarrier_roundtrip: 'membarrier (IPI)',
};

/** Related mechanisms share a colour. */
const FAMILIES: Readonly<Record<string, Family>> = {
  pipe: 'pipe',
  fifo: 'pipe',
  vmsplice: 'pipe',
  unix_stream: 'unix',
  unix_seqpacket: 'unix',
  unix_dgram: 'unix',
  tcp: 'inet',
  udp: 'inet',
  posix_mq: 'queue',
  sysv_mq: 'queue',
};

export const FAMILY_NAMES = ['pipe', 'unix', 'inet', 'queue', 'shared', 'other'] as const;
export type Family = (typeof FAMILY_NAMES)[number];

export function mechanismName(mechanism: string): string {
  return MECHANISMS[mechanism] ?? mechanism.replaceAll('_', ' ');
}

export function familyOf(mechanism: string): Family {
  return FAMILIES[mechanism] ?? (mechanism.startsWith('shm_') ? 'shared' : 'other');
}

const PLACEMENTS: Readonly<Record<string, string>> = {
  'same-cpu': 'same CPU',
  smt: 'SMT siblings',
  'same-llc': 'shared last-level cache',
  'same-socket': 'same socket',
  'cross-socket': 'across sockets',
};

/** In the order of distance. */
export const PLACEMENT_ORDER = Object.keys(PLACEMENTS);

export function placementName(placement: string | null): string {
  return placement === null ? 'placement unknown' : (PLACEMENTS[placement] ?? placement);
}

const IDLE: Readonly<Record<string, string>> = {
  natural: 'idle CPUs may sleep',
  kept_awake: 'idle CPUs kept awake',
};

export function idleName(idle: string | null): string {
  return idle === null ? 'idle mode not recorded' : (IDLE[idle] ?? idle.replaceAll('_', ' '));
}

const MEASURED: Readonly<Record<string, string>> = {
  latency: 'latency',
  wake_up: 'wake-ups',
  throughput: 'throughput',
};

export function measuredName(group: string): string {
  return MEASURED[group] ?? plain(group);
}

const METRICS: Readonly<Record<string, string>> = {
  rtt_p50: 'median round trip',
  rtt_p90: '90th percentile of round trips',
  rtt_p99: '99th percentile of round trips',
  rtt_p999: '99.9th percentile of round trips',
  rtt_min: 'shortest round trip',
  rtt_mean: 'mean round trip',
  rtt_max: 'longest round trip',
  rtt_batched_mean: 'mean round trip of a batch',
  rtt_cpu: 'CPU time of both ends per round trip',
  throughput: 'payload throughput',
  throughput_cpu: 'CPU time of both ends per KiB',
};

export function metricName(metric: string): string {
  return METRICS[metric] ?? metric.replaceAll('_', ' ');
}

const FLAGS: Readonly<Record<string, string>> = {
  single_run: 'Every point was measured once: the spread between runs is not known.',
  quantised_1us: 'Some latencies are known only as a mean printed in whole microseconds.',
  tsc_untrusted: 'The time-stamp counter is not promised to be constant, or the clock is slow and coarse.',
  frequency_scaling: 'A CPU ran below its nominal frequency, or the frequency may change between measurements.',
  virtualisation_unknown: 'Whether this is a virtual machine could not be told.',
  no_latency: 'The archive holds no latency results.',
  no_numa: 'The kernel reported no NUMA nodes: where memory lay is not known.',
  noisy: 'Something else used the CPUs while this was measured.',
  interrupted: 'The run was interrupted and resumed.',
  quota_limited: 'A CPU quota was in force.',
};

export const ALL_FLAGS: readonly string[] = Object.keys(FLAGS);

export function flagMeaning(flag: string): string {
  return FLAGS[flag] ?? 'This build has no words for this flag.';
}

const VIRTUALISATIONS: Readonly<Record<string, string>> = {
  virtual: 'virtual machine',
  bare_metal: 'bare metal',
  unknown: 'virtual or not: unknown',
};

export function virtualisationName(verdict: string, technology = 'unknown'): string {
  const name = VIRTUALISATIONS[verdict] ?? verdict;
  return verdict === 'virtual' && technology !== 'unknown' ? `${name} (${technology})` : name;
}

/** Identifier → words, where nothing better is known. */
export function plain(word: string): string {
  return word.replaceAll('_', ' ');
}

/** What a parameter with this value says, in a few words. `safe` and `unsafe` are the words of the historic suite. */
const PARAMETER_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nodelay: { true: 'no delay', false: 'Nagle delay' },
  read_in_place: { true: 'read in place (“unsafe”)', false: 'copied out (“safe”)' },
  write_in_place: { true: 'written in place', false: 'copied in' },
  verify: { true: 'verified', false: 'not verified' },
  memory_node: {
    none: 'no shared segment',
    both: 'memory near both',
    writer: 'memory near writer',
    reader: 'memory near reader',
    other: 'memory near neither',
    unknown: 'memory node unknown',
  },
  produce: { rep_stosq: 'rep stosq', byte_loop: 'byte loop' },
  touch: { none: 'payload untouched', read_lines: 'every line read', verify: 'every byte checked' },
  idle: IDLE,
  placement: PLACEMENTS,
};

export type ParameterValues = Readonly<Record<string, string | number | boolean>>;

export function parameterWords(name: string, value: string | number | boolean): string {
  const word = PARAMETER_WORDS[name]?.[String(value)];
  if (word !== undefined) return word;
  if (typeof value === 'boolean') return value ? plain(name) : `no ${plain(name)}`;
  return `${plain(name)} ${plain(String(value))}`;
}

/** Parameters that have a place of their own wherever numbers stand. */
const ALWAYS_SAID = ['message_bytes', 'placement', 'idle'];

export interface WayName {
  /** `TCP loopback, Nagle delay` */
  label: string;
  /** `Nagle delay`; empty where a mechanism has one way only. */
  way: string;
}

/**
 * Names of ways to measure: the mechanism, and of its other parameters those that tell it apart from another way of the
 * same mechanism in the list.
 */
export function nameWays(ways: readonly { mechanism: string; parameters: ParameterValues }[]): WayName[] {
  const telling = new Map(
    [...Map.groupBy(ways, ({ mechanism }) => mechanism)].map(([mechanism, group]) => {
      const names = new Set(group.flatMap(({ parameters }) => Object.keys(parameters)));
      const differing = [...names].filter(
        (name) => !ALWAYS_SAID.includes(name) && new Set(group.map(({ parameters }) => parameters[name])).size > 1,
      );
      return [mechanism, differing] as const;
    }),
  );
  return ways.map(({ mechanism, parameters }) => {
    const words = (telling.get(mechanism) ?? []).flatMap((name) => {
      const value = parameters[name];
      return value === undefined ? [] : [parameterWords(name, value)];
    });
    return { label: [mechanismName(mechanism), ...words].join(', '), way: words.join(', ') };
  });
}

/** The same words at the beginning of a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
