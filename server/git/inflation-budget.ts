// What one response may cost in memory, charged before it is spent: object content, results of deltas, and a fixed price
// per object, so that a million empty objects cost as much as they take.
import { GitError, type RemoteLimits } from './port.js';

/** What one object takes beside its content, zlib's own included (measured with a pack of empty objects). */
const OBJECT_OVERHEAD_BYTES = 2048;

export class InflationBudget {
  #left: number;
  readonly #limits: RemoteLimits;

  constructor(limits: RemoteLimits) {
    this.#limits = limits;
    this.#left = limits.inflatedBytes;
  }

  /** Throws `GitError`, code `limit_exceeded`, when an object of `size` bytes is one too many. */
  charge(size: number): void {
    this.#left -= size + OBJECT_OVERHEAD_BYTES;
    if (this.#left < 0) {
      const { inflatedBytes } = this.#limits;
      throw new GitError('limit_exceeded', `the pack unpacks to more than ${inflatedBytes} bytes`, {
        limit: 'inflatedBytes',
      });
    }
  }
}
