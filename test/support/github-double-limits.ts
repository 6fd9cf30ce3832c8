// The double's limits: hourly windows per resource, counted as GitHub documents it, with its headers.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
import type { GithubWorld } from './github-double-world.js';

export type DoubleResource = 'core' | 'graphql';

const HOUR_MS = 3_600_000;

export class HourlyWindow {
  used = 0;
  #resetAtMs = 0;
  readonly #world: GithubWorld;
  readonly #resource: DoubleResource;
  readonly limit: number;

  constructor(world: GithubWorld, resource: DoubleResource, limit: number) {
    this.#world = world;
    this.#resource = resource;
    this.limit = limit;
  }

  /** Counts `cost`; false, and nothing is counted, where the window cannot hold it. */
  take(cost: number): boolean {
    if (this.#world.nowMs >= this.#resetAtMs) {
      this.used = 0;
      this.#resetAtMs = (Math.floor(this.#world.nowMs / 1000) + HOUR_MS / 1000) * 1000;
    }
    if (this.used + cost > this.limit) {
      this.used = this.limit;
      return false;
    }
    this.used += cost;
    return true;
  }

  headers(): Record<string, string> {
    return {
      'x-ratelimit-limit': String(this.limit),
      'x-ratelimit-remaining': String(this.limit - this.used),
      'x-ratelimit-used': String(this.used),
      'x-ratelimit-reset': String(this.#resetAtMs / 1000),
      'x-ratelimit-resource': this.#resource,
    };
  }
}
