import { isSpoiled } from 'ipc-bench/measure/noise-evidence';
import { expect, it } from 'vitest';

const elapsed_ns = 100_000_000;

it('takes stolen time for evidence', () => {
  expect(isSpoiled({ elapsed_ns, steal_ns: 4_000_000 }, false)).toBe(true);
  expect(isSpoiled({ elapsed_ns, steal_ns: 1_000_000 }, false)).toBe(false);
});

it('takes involuntary switches for evidence, but not between two ends on one CPU', () => {
  const repeat = { elapsed_ns, responder: { involuntary_switches: 30 } };
  expect(isSpoiled(repeat, false)).toBe(true);
  expect(isSpoiled(repeat, true)).toBe(false);
  expect(isSpoiled({ elapsed_ns, writer: { involuntary_switches: 10 } }, false)).toBe(false);
});

it('never looks at the value: a repeat that counts nothing is kept', () => {
  const slow = { elapsed_ns, p50_ps: 1e15, max_ps: 1e15 };
  expect(isSpoiled(slow, false)).toBe(false);
});
