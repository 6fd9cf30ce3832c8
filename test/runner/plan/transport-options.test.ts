import type { BenchmarkSpec } from '@ipc-bench/schema/suite-manifest';
import { currentManifest } from 'ipc-bench/plan/current-manifest';
import { optionSets, settingArguments } from 'ipc-bench/plan/transport-options';
import { expect, it } from 'vitest';

const benchmarks = currentManifest().benchmarks;
const spec = (name: string) => benchmarks[name] as BenchmarkSpec;

it('takes the usual value of a switch first, and every value where all are wanted', () => {
  expect(optionSets(spec('pipe.latency'), true)).toEqual([{}]);
  expect(optionSets(spec('tcp.latency'), false)).toEqual([{ nodelay: true }]);
  expect(optionSets(spec('tcp.latency'), true)).toEqual([{ nodelay: true }, { nodelay: false }]);
});

it('asks for no huge pages first: few machines have any to give', () => {
  const sets = optionSets(spec('vmsplice.throughput'), true);
  expect(sets[0]).toMatchObject({ huge_pages: false });
  expect(sets.some(({ huge_pages }) => huge_pages === true)).toBe(true);
});

it('gives every required parameter of every benchmark a value that the manifest takes', () => {
  const common = ['message_bytes', 'placement', 'idle', 'touch', 'pinned'];
  for (const [name, { parameters }] of Object.entries(benchmarks))
    for (const set of optionSets(spec(name), true))
      for (const [parameter, { required }] of Object.entries(parameters))
        if (required && !common.includes(parameter)) expect(set, name).toHaveProperty(parameter);
});

it('hands options to the shim as numbers', () => {
  expect(settingArguments({ message_bytes: 64, idle: 'natural', nodelay: false })).toEqual(['--set', 'nodelay=0']);
});
