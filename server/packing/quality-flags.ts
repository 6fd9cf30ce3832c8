// What a reader must know of a single point before trusting it, as bits. Flags are set when the index is made; nothing is
// ever deleted for having one. `docs/statistics.md` says how each is decided. All are kept with the point but the last,
// which changes with whatever else arrives and has a table of its own.

export const QUALITY_FLAGS = {
  below_resolution: { bit: 1, description: 'the number lies below what the clock can tell: known as a bound only' },
  single_run: { bit: 2, description: 'measured once: nothing is known about how much it varies' },
  noisy: { bit: 4, description: 'the run noticed noise, or repeats differ by more than half of their least' },
  implausible: { bit: 8, description: 'faster than caches, system calls or memory of any machine allow' },
  off_replicates: { bit: 16, description: 'far off the other results of the same configuration' },
} as const satisfies Record<string, { bit: number; description: string }>;

export type QualityFlag = keyof typeof QUALITY_FLAGS;

export function bitsOf(flags: readonly QualityFlag[]): number {
  return flags.reduce((bits, flag) => bits | QUALITY_FLAGS[flag].bit, 0);
}

export function flagsOf(bits: number): QualityFlag[] {
  const names = Object.keys(QUALITY_FLAGS) as QualityFlag[];
  return names.filter((name) => (bits & QUALITY_FLAGS[name].bit) !== 0);
}
