import { twoSidedNormal, Z_95 } from '@ipc-bench/server/statistics/normal';
import { expect, it } from 'vitest';

it('gives the published values of the normal distribution', () => {
  const table = [
    [0, 1],
    [0.5, 0.6170750774519738],
    [1, 0.31731050786291415],
    [2, 0.04550026389635842],
    [2.999, 0.002708673067454213],
    [3, 0.0026997960632601866],
    [4, 6.334248366623996e-5],
    [6, 1.973175290075396e-9],
    [10, 1.5239706048321186e-23],
  ] as const;
  for (const [z, p] of table) expect(twoSidedNormal(z) / p).toBeCloseTo(1, 8);
  expect(twoSidedNormal(-2)).toBe(twoSidedNormal(2));
  expect(twoSidedNormal(Z_95)).toBeCloseTo(0.05, 12);
});
