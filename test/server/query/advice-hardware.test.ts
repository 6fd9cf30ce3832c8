import { findRung, type Hardware, isAlike, UNKNOWN } from '@ipc-bench/server/query/advice-hardware';
import { describe, expect, it } from 'vitest';

const machine = (traits: Partial<Hardware>): Hardware => ({ ...UNKNOWN, ...traits });
const xeon = machine({
  ...{ cpu: 'Xeon E5', cpu_model: 'intel 6 45', vendor: 'intel', architecture: 'x86_64' },
  ...{ virtualisation: 'virtual', technology: 'kvm', os: 'linux' },
});

/** How many of the others are alike, by rung. */
const rungAmong = (target: Hardware, others: readonly Hardware[]) =>
  findRung(target, (isLike) => others.filter(isLike).length);
const six = (other: Hardware) => Array.from({ length: 6 }, () => other);

describe('findRung', () => {
  it('stays as near as there are enough units', () => {
    expect(rungAmong(xeon, six(xeon))).toEqual({ distance: 0, alike: ['cpu', 'virtualisation', 'technology', 'os'] });
    expect(rungAmong(xeon, six(xeon).slice(1)).distance).toBe(6);
    expect(rungAmong(xeon, six({ ...xeon, technology: 'xen' })).distance).toBe(1);
    expect(rungAmong(xeon, six({ ...xeon, cpu: 'Xeon E7' })).distance).toBe(2);
    expect(rungAmong(xeon, six({ ...xeon, cpu: 'Core', cpu_model: 'intel 6 60' })).distance).toBe(3);
    expect(rungAmong(xeon, six({ ...xeon, cpu: 'EPYC', cpu_model: 'amd 25 1', vendor: 'amd' })).distance).toBe(4);
    expect(rungAmong(xeon, six(machine({ virtualisation: 'virtual' }))).distance).toBe(5);
    expect(rungAmong(xeon, six({ ...xeon, virtualisation: 'bare_metal' }))).toEqual({ distance: 6, alike: [] });
  });

  it('asks for nothing that is not known of the target', () => {
    const target = machine({ vendor: 'intel' });
    expect(rungAmong(target, six(xeon))).toEqual({ distance: 3, alike: ['vendor'] });
    expect(rungAmong(UNKNOWN, six(xeon))).toEqual({ distance: 6, alike: [] });
    expect(isAlike(target, xeon, { distance: 3, alike: ['vendor'] })).toBe(true);
    expect(isAlike(target, machine({ vendor: 'amd' }), { distance: 3, alike: ['vendor'] })).toBe(false);
  });
});
