import type { Machine } from '@ipc-bench/schema/document';
import { choosePairs, relationOf } from 'ipc-bench/plan/placement';
import { readTopology } from 'ipc-bench/system/read-topology';
import { readVirtualisation } from 'ipc-bench/system/read-virtualisation';
import { describe, expect, it } from 'vitest';
import { MACHINES, type MachineName } from '../system/machines.js';
import { plantMachine } from '../system/plant-machine.js';

const topologies = new Map<MachineName, Machine['topology']>();

function topologyOf(name: MachineName): Machine['topology'] {
  const known = topologies.get(name);
  if (known) return known;
  const tree = plantMachine(MACHINES[name]);
  const topology = readTopology(tree, MACHINES[name].host, readVirtualisation(tree));
  topologies.set(name, topology);
  return topology;
}

const pairsOf = (name: MachineName, perPlacement = 1) =>
  choosePairs(topologyOf(name), perPlacement).map(({ placement, first, second }) => [placement, first, second]);

describe('relationOf', () => {
  it('names every relation of a large server', () => {
    const relate = relationOf(topologyOf('bigServer'));
    expect(relate(5, 5)).toBe('same-cpu');
    expect(relate(5, 133)).toBe('smt');
    expect(relate(0, 7)).toBe('same-llc');
    expect(relate(0, 8)).toBe('same-socket');
    expect(relate(0, 64)).toBe('cross-socket');
    expect(relate(0, 999)).toBeNull();
  });

  it('does not say same-llc where no cache is known', () => {
    expect(relationOf(topologyOf('raspberryPi'))(0, 1)).toBe('same-socket');
  });

  it('says nothing where the topology is silent', () => {
    expect(relationOf(topologyOf('gvisor'))(0, 1)).toBeNull();
  });
});

describe('choosePairs', () => {
  it('takes one pair for each relation the machine offers, nearest first, CPU 0 last', () => {
    expect(pairsOf('bigServer')).toEqual([
      ['same-cpu', 1, 1],
      ['smt', 1, 129],
      ['same-llc', 1, 2],
      ['same-socket', 1, 8],
      ['cross-socket', 1, 64],
    ]);
    expect(pairsOf('kvmGuest')).toEqual([
      ['same-cpu', 1, 1],
      ['same-llc', 0, 1],
    ]);
  });

  it('takes second pairs that share no CPU with the first', () => {
    const pairs = pairsOf('bigServer', 2);
    expect(pairs).toHaveLength(10);
    for (let at = 2; at < pairs.length; at += 2) {
      const cpus = [...(pairs[at] ?? []).slice(1), ...(pairs[at + 1] ?? []).slice(1)];
      expect(new Set(cpus).size, String(pairs[at])).toBe(4);
    }
  });

  it('has nothing but the CPU itself on one allowed CPU', () => {
    expect(pairsOf('container')).toEqual([['same-cpu', 3, 3]]);
    expect(pairsOf('virtualBoxGuest', 2)).toEqual([['same-cpu', 0, 0]]);
  });
});
