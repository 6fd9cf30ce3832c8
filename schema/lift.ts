// Lifts: how the points of one benchmark major are stated in the next, so that old numbers keep the keys of new ones.
// A lift is total and truthful: it may only say what holds for every old result. Where nothing truthful can be said, the
// benchmark gets a new epoch instead and the series is cut.
import type { Parameters } from './document.js';
import { parseVersion } from './version.js';

/** One metric of one measurement, without its value. */
export interface Point {
  benchmark: string;
  identity: Parameters;
  metric: string;
  unit: string;
  /** Values in the unit above are the measured ones times this. */
  factor: number;
}

export interface Lift {
  /** Benchmark id before the step. */
  benchmark: string;
  from: { epoch: number; major: number };
  lift(point: Point): Point;
}

/** In ascending order of `from`. Empty: no benchmark has had a second major yet. */
export const lifts: readonly Lift[] = [];

/** Applies every lift that leads on from `version`, within its epoch. */
export function liftPoint(point: Point, version: string, chain: readonly Lift[] = lifts): Point {
  const parsed = parseVersion(version);
  if (!parsed) throw new TypeError(`malformed benchmark version ${version}`);
  let lifted = point;
  let major = parsed.major;
  for (;;) {
    const step = chain.find(
      ({ benchmark, from }) => benchmark === lifted.benchmark && from.epoch === parsed.epoch && from.major === major,
    );
    if (!step) return lifted;
    lifted = step.lift(lifted);
    major += 1;
  }
}
