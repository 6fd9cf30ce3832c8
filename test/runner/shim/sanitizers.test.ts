import { beforeAll, expect, test } from 'vitest';
import { buildShim, listTransports, run, shortRuns, type Transport } from './run-shim.js';

let shim: string;
let transports: Transport[];

beforeAll(async () => {
  shim = buildShim('sanitized', 'SAN=1');
  transports = await listTransports(shim);
});

test('every mode of every transport is clean under the address and undefined-behaviour sanitizers', async () => {
  for (const { name, args } of shortRuns(transports)) {
    const { code, words } = await run([shim], args);
    expect({ name, code, words }).toEqual({ name, code: 0, words: '' });
  }
});
