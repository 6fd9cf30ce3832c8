// How long the property and fuzz tests look, and from where: bounded here, longer in `npm run test:long`, and by hand
// with FUZZ_RUNS and FUZZ_SEED to repeat what a failure printed.
import type { Parameters } from 'fast-check';

/** Parameters for `fc.assert`; `runs` is the count in a plain `npm test`. */
export function fuzz<T>(runs: number): Parameters<T> {
  const seed = process.env.FUZZ_SEED;
  return {
    numRuns: Number(process.env.FUZZ_RUNS ?? runs),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  };
}
