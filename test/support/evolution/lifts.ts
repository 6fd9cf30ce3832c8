// Lifts of the evolution that the tests play.
import type { Lift } from '@ipc-bench/schema/lift';

/** pipe.latency 1.1.0 has a parameter for what every older pipe did: carry a plain stream. */
const pipePacketMode: Lift = {
  benchmark: 'pipe.latency',
  from: { epoch: 1, major: 0 },
  lift: (point) => ({ ...point, identity: { ...point.identity, packet_mode: false } }),
};

/** fifo.latency 1.1.0 states the same times by the same clock in a thousandth of the unit. */
const fifoUnit: Lift = {
  benchmark: 'fifo.latency',
  from: { epoch: 1, major: 0 },
  lift: (point) => (point.unit === 'ps' ? { ...point, unit: 'fs', factor: point.factor * 1000 } : point),
};

export const evolutionLifts: readonly Lift[] = [pipePacketMode, fifoUnit];
