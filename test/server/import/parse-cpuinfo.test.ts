import { parseCpuinfo } from '@ipc-bench/server/import/parse-cpuinfo';
import { expect, it } from 'vitest';

const block = (cpu: number, more = '') =>
  `processor\t: ${cpu}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 62\nmodel name\t: Intel(R) Core(TM) i7-4930K CPU @ 3.40GHz\nstepping\t: 4\n${more}`;

it('reads names, numbers, frequencies and flags', () => {
  const cpu = parseCpuinfo(
    [
      block(
        0,
        'microcode\t: 0x416\ncpu MHz\t\t: 3400.000\nphysical id\t: 0\nsiblings\t: 12\ncore id\t\t: 0\ncpu cores\t: 6\nflags\t\t: tsc ht constant_tsc\n',
      ),
      block(1, 'cpu MHz\t\t: 1200.5\nphysical id\t: 1\ncore id\t\t: 3\n'),
    ].join('\n'),
  );
  expect(cpu).toMatchObject({
    vendorId: 'GenuineIntel',
    family: 6,
    model: 62,
    stepping: 4,
    modelName: 'Intel(R) Core(TM) i7-4930K CPU @ 3.40GHz',
    modelNameTagged: false,
    distinctModelNames: 1,
    microcode: '0x416',
    observedKhz: [1_200_500, 3_400_000],
    nominalMhz: 3400,
    physicalIds: 2,
    siblings: 12,
    cpuCores: 6,
  });
  expect(cpu.processors).toEqual([
    { cpu: 0, physicalId: 0, coreId: 0 },
    { cpu: 1, physicalId: 1, coreId: 3 },
  ]);
  expect([...cpu.flags]).toEqual(['tsc', 'ht', 'constant_tsc']);
});

it('joins blanks in the model name and drops a hand-written tag without keeping its text', () => {
  const cpu = parseCpuinfo(
    'processor : 0\nmodel name\t: [borrowed from Bob] Intel(R) Xeon(R) CPU           E5520  @ 2.27GHz\n',
  );
  expect(cpu.modelName).toBe('Intel(R) Xeon(R) CPU E5520 @ 2.27GHz');
  expect(cpu.modelNameTagged).toBe(true);
  expect(JSON.stringify(cpu)).not.toContain('Bob');
});

it('leaves physical ids unknown where the field is missing', () => {
  expect(parseCpuinfo(block(0)).physicalIds).toBeUndefined();
});

it('tells CPUs apart without blank lines between them, and counts model names', () => {
  const cpu = parseCpuinfo(`${block(0)}${block(1).replace('i7-4930K', 'i7-4820K')}`);
  expect(cpu.processors.length).toBe(2);
  expect(cpu.distinctModelNames).toBe(2);
});

it('reads nothing from nothing', () => {
  expect(parseCpuinfo('')).toMatchObject({ processors: [], modelName: undefined, nominalMhz: undefined });
});
