import { cleanCpuName, isKnownCpuWord } from '@ipc-bench/schema/privacy/cpu-name';
import { describe, expect, it } from 'vitest';

describe('cleanCpuName', () => {
  it.each([
    'Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz',
    'Intel(R) Core(TM) i7-4930K CPU @ 3.40GHz',
    'Intel(R) Core(TM)2 Quad CPU Q6600 @ 2.40GHz',
    'AMD Opteron(tm) Processor 6168',
    'AMD EPYC 7B12 64-Core Processor',
    'AMD Ryzen 9 7950X 16-Core Processor',
    'QEMU Virtual CPU version 2.5+',
    'Intel(R) Atom(TM) CPU N270 @ 1.60GHz',
    'Neoverse-N1',
  ])('keeps %s whole', (name) => {
    expect(cleanCpuName(name)).toBe(name);
  });

  it('drops what somebody wrote into the name', () => {
    expect(cleanCpuName('[alice] Intel(R) Xeon(R) CPU   E5-2670 0 @ 2.60GHz')).toBe(
      'Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz',
    );
    expect(cleanCpuName('buildhost.corp.example')).toBe('');
  });

  it('gives names whose every word the validator knows', () => {
    for (const raw of ['Weird Thing 3000 GHz', '@ home', '(R) Intel(R) x'])
      for (const word of cleanCpuName(raw).split(' ').filter(Boolean)) expect(isKnownCpuWord(word)).toBe(true);
  });
});
