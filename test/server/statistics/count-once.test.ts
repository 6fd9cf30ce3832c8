import { countOnce } from '@ipc-bench/server/statistics/count-once';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Origin {
  machine: number;
  configuration: number;
  source: number;
}

const small = fc.integer({ min: 0, max: 3 });
const origins = fc.array(fc.record({ machine: small, configuration: small, source: small }), { maxLength: 25 });
const numbersOf = (list: readonly Origin[]) =>
  countOnce({
    machine: list.map(({ machine }) => machine),
    configuration: list.map(({ configuration }) => configuration),
    source: list.map(({ source }) => source),
  });

/** Which results belong together, by spreading along shared machines and sources until nothing changes. */
function bySpreading(list: readonly Origin[]): string[] {
  const label = list.map((_, at) => at);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [i, a] of list.entries())
      for (const [j, b] of list.entries()) {
        const isOne = a.configuration === b.configuration && (a.machine === b.machine || a.source === b.source);
        if (!isOne || (label[j] as number) <= (label[i] as number)) continue;
        label[j] = label[i] as number;
        changed = true;
      }
  }
  return label.map((own) => label.map((other) => (own === other ? 1 : 0)).join(''));
}

const together = (numbers: ArrayLike<number>) =>
  Array.from(numbers, (own) => Array.from(numbers, (other) => (own === other ? 1 : 0)).join(''));

describe('countOnce', () => {
  it('counts ten runs of one build service once, and ten owners ten times', () => {
    const runs = Array.from({ length: 10 }, (_, machine) => ({ machine, configuration: 1, source: 7 }));
    expect(new Set(numbersOf(runs)).size).toBe(1);
    const owners = Array.from({ length: 10 }, (_, machine) => ({ machine, configuration: 1, source: machine }));
    expect(new Set(numbersOf(owners)).size).toBe(10);
  });

  it('counts one machine that hands in to two sources once, with all that these sources hold of its kind', () => {
    const list = [
      { machine: 1, configuration: 1, source: 1 },
      { machine: 1, configuration: 1, source: 2 },
      { machine: 2, configuration: 1, source: 2 },
      { machine: 1, configuration: 2, source: 1 },
    ];
    expect(Array.from(numbersOf(list))).toEqual([0, 0, 0, 1]);
  });

  it('agrees with spreading along what is shared', () => {
    fc.assert(
      fc.property(origins, (list) => {
        expect(together(numbersOf(list))).toEqual(bySpreading(list));
      }),
      { numRuns: 300, seed: 6 },
    );
  });
});
