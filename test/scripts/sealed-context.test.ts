// What a migration or lift must not do fails in the sealed context, each in its own way.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleSealed, callPure, openSealed } from '../../scripts/sealed-context.mjs';

const folder = import.meta.dirname;
const sealed = (text: string) => bundleSealed({ text, folder });

describe('a pure function', () => {
  it('answers as it does outside, and its argument stays as it was', async () => {
    const script = await sealed('export const f = (d: { a: number[] }) => { d.a.push(Math.floor(2.5)); return d; };');
    const argument = { a: [1] };
    expect(callPure(script, 'f', argument)).toEqual({ a: [1, 2] });
    expect(argument).toEqual({ a: [1] });
  });

  it('may import modules of ours', async () => {
    const entry = join(folder, '../support/evolution/sealed-entry.ts');
    const point = { benchmark: 'pipe.latency', identity: {}, metric: 'rtt_p50', unit: 'ps', factor: 1 };
    expect(callPure(await bundleSealed(entry), 'lift', point, '1.0.0')).toMatchObject({
      identity: { packet_mode: false },
    });
  });
});

describe('what is not pure fails', () => {
  it.each([
    ['the clock', 'export const f = () => Date.now();', 'Date'],
    ['a date', 'export const f = () => new Date(0).getTime();', 'Date'],
    ['chance', 'export const f = () => Math.random();', 'random'],
    ['a transcendental function', 'export const f = () => Math.sin(1);', 'sin'],
    ['a power', 'export const f = () => Math.pow(2, 0.5);', 'pow'],
    ['the locale', 'export const f = () => (1234.5).toLocaleString();', 'toLocaleString'],
    ['an order of the locale', "export const f = () => 'a'.localeCompare('b');", 'localeCompare'],
    ['Intl', 'export const f = () => new Intl.NumberFormat().format(1);', 'Intl'],
    ['the process', 'export const f = () => process.version;', 'process'],
    ['a timer', 'export const f = () => setTimeout(() => {}, 0);', 'setTimeout'],
    ['the network', "export const f = () => fetch('http://127.0.0.1/');", 'fetch'],
    ['code from text', "export const f = () => new Function('return 1')();", 'Code generation'],
    [
      'the way out through a constructor',
      "export const f = () => [].constructor.constructor('return process')();",
      'Code generation',
    ],
    ['state of the module', 'let n = 0; export const f = () => ++n;', 'differently'],
    ['an endless loop', 'export const f = () => { for (;;); };', 'timed out'],
  ])('%s', async (_name, text, words) => {
    const script = await sealed(text);
    expect(() => callPure(script, 'f')).toThrow(words);
  });

  it('I/O: it cannot even be bundled', async () => {
    await expect(
      sealed("import fs from 'node:fs'; export const f = () => fs.readFileSync('/etc/hostname');"),
    ).rejects.toThrow('node:fs');
  });

  it('a clock that is read while the module loads', async () => {
    const script = await sealed('const start = Date.now(); export const f = () => start;');
    expect(() => openSealed(script)).toThrow('Date');
  });
});
