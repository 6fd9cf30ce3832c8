// Numbers the measurements of one document that share benchmark and identity parameters, in the order they are written.
import type { Parameters } from '@ipc-bench/schema/document';

export type OrdinalCounter = (benchmark: string, identity: Parameters) => number;

export function ordinalCounter(): OrdinalCounter {
  const next = new Map<string, number>();
  return (benchmark, identity) => {
    const key = JSON.stringify([benchmark, Object.entries(identity).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const ordinal = next.get(key) ?? 0;
    next.set(key, ordinal + 1);
    return ordinal;
  };
}
