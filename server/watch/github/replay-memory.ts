// Remembers which webhook bodies were seen lately. Bounded: what is forgotten and sent again costs one needless look.

export interface ReplayMemory {
  /** Whether this hash is new; from now on it is not. */
  isNew(hash: string, nowMs: number): boolean;
}

/** `capacity` hashes at most, each for `lifeMs`. */
export function openReplayMemory({ capacity = 10_000, lifeMs = 24 * 3_600_000 } = {}): ReplayMemory {
  /** Oldest first. */
  const seenAtMs = new Map<string, number>();
  return {
    isNew(hash, nowMs) {
      for (const [oldest, atMs] of seenAtMs) {
        if (seenAtMs.size < capacity && nowMs - atMs < lifeMs) break;
        seenAtMs.delete(oldest);
      }
      const isNew = !seenAtMs.has(hash);
      if (isNew) seenAtMs.set(hash, nowMs);
      return isNew;
    },
  };
}
