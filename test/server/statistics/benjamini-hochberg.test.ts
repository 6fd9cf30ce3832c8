import { benjaminiHochberg } from '@ipc-bench/server/statistics/benjamini-hochberg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** By the words of the paper: the largest share of false findings at which this one is still kept. */
function byDefinition(p: readonly number[]): number[] {
  return p.map((own) => {
    const levels = p.map((other) => (other * p.length) / p.filter((value) => value <= other).length);
    return Math.min(1, ...levels.filter((_, at) => (p[at] as number) >= own));
  });
}

describe('benjaminiHochberg', () => {
  it('keeps what the example of the paper keeps', () => {
    // Benjamini & Hochberg 1995, section 4.1: 15 comparisons; at 5 % the four smallest are kept.
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    expect(benjaminiHochberg(p).filter((adjusted) => adjusted <= 0.05)).toHaveLength(4);
    expect(benjaminiHochberg(p)[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
  });

  it('agrees with its definition, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (p) => {
        const found = benjaminiHochberg(p);
        byDefinition(p).forEach((wanted, at) => {
          expect(found[at]).toBeCloseTo(wanted, 12);
        });
        expect(found.every((adjusted, at) => adjusted >= (p[at] as number) * (1 - 1e-12))).toBe(true);
      }),
      { numRuns: 300, seed: 13 },
    );
  });
});
