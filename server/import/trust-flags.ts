// What a reader must know before trusting an imported result.

export const TRUST_FLAGS = [
  'single_run', // always: every point was measured once
  'quantised_1us', // a latency is known only as a mean printed in microseconds
  'tsc_untrusted', // the CPU does not promise a constant time-stamp counter
  'frequency_scaling', // a core ran below 90 % of its nominal frequency at capture
  'virtualisation_unknown',
  'no_latency',
  'no_numa', // nodes unknown
] as const;

export type TrustFlag = (typeof TRUST_FLAGS)[number];

export interface TrustFacts {
  cpuFlags: ReadonlySet<string>;
  observedKhz: readonly number[];
  nominalMhz: number | undefined;
  virtualisation: 'virtual' | 'bare_metal' | 'unknown';
  /** Some off-diagonal latency has no per-iteration summary. */
  quantised: boolean;
  hasLatency: boolean;
  hasNuma: boolean;
}

/** In the order of TRUST_FLAGS. */
export function trustFlags(facts: TrustFacts): TrustFlag[] {
  const nominalKhz = (facts.nominalMhz ?? 0) * 1000;
  const raised: Record<TrustFlag, boolean> = {
    single_run: true,
    quantised_1us: facts.quantised,
    tsc_untrusted: !facts.cpuFlags.has('constant_tsc'),
    frequency_scaling: facts.observedKhz.some((khz) => khz * 10 < nominalKhz * 9),
    virtualisation_unknown: facts.virtualisation === 'unknown',
    no_latency: !facts.hasLatency,
    no_numa: !facts.hasNuma,
  };
  return TRUST_FLAGS.filter((flag) => raised[flag]);
}
