import type { Machine } from '@ipc-bench/schema/document';
import { analysisUnit, configurationDigest } from '@ipc-bench/server/index/configuration';
import { describe, expect, it } from 'vitest';
import { cryptography, plainDocument } from '../../support/document.js';

const { machine } = plainDocument();
const digest = (change: (machine: Machine) => unknown = () => {}) => {
  const changed = structuredClone(machine);
  change(changed);
  return configurationDigest(changed, cryptography);
};
const caches = (order: 'up' | 'down', sharers: number[][]): NonNullable<Machine['topology']['caches']> => {
  const list = [
    { level: 1, type: 'data' as const, size_bytes: 32768, shared_by: [[0], [1]] },
    { level: 2, type: 'unified' as const, size_bytes: 1048576, shared_by: sharers },
  ];
  return order === 'up' ? list : list.reverse();
};

describe('configurationDigest', () => {
  it.each<[string, (machine: Machine) => unknown]>([
    ['CPU name', ({ cpu }) => Object.assign(cpu, { name: 'Intel(R) Xeon(R) CPU' })],
    ['stepping', ({ cpu }) => Object.assign(cpu, { stepping: 9 })],
    ['number of CPUs', ({ topology }) => Object.assign(topology, { logical_cpus: 4 })],
    ['memory class', ({ memory }) => Object.assign(memory, { class_bytes: 2 ** 34 })],
    ['hypervisor', ({ virtualisation }) => Object.assign(virtualisation, { technology: 'xen' })],
    ['caches', ({ topology }) => Object.assign(topology, { caches: caches('up', [[0, 1]]) })],
  ])('differs by %s', (_, change) => {
    expect(digest(change)).not.toBe(digest());
  });

  it.each<[string, (machine: Machine) => unknown]>([
    ['kernel', ({ kernel }) => Object.assign(kernel, { version: [6, 12, 1] })],
    ['governor', (changed) => Object.assign(changed, { power: { governor: 'powersave' } })],
    ['microcode', ({ cpu }) => Object.assign(cpu, { microcode: '0x1' })],
    ['CPU numbers', ({ topology }) => Object.assign(topology, { cpu_number: [2, 3] })],
  ])('does not differ by %s', (_, change) => {
    expect(digest(change)).toBe(digest());
  });

  it('counts who shares a cache, not which CPU numbers and in which order caches are listed', () => {
    const of = (order: 'up' | 'down', sharers: number[][]) =>
      digest(({ topology }) => {
        topology.caches = caches(order, sharers);
      });
    expect(of('down', [[1, 0]])).toBe(of('up', [[0, 1]]));
    expect(of('up', [[0], [1]])).not.toBe(of('up', [[0, 1]]));
  });
});

describe('analysisUnit', () => {
  it('is one per machine key and configuration; imports of one configuration are one', () => {
    const units = [
      analysisUnit('a', 'x', cryptography),
      analysisUnit('b', 'x', cryptography),
      analysisUnit('a', 'y', cryptography),
      analysisUnit(null, 'x', cryptography),
    ];
    expect(new Set(units).size).toBe(4);
    expect(analysisUnit(null, 'x', cryptography)).toBe(units[3]);
  });
});
