import crypto from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { judge } from '@ipc-bench/schema/judge';
import { judgeRetraction } from '@ipc-bench/schema/retraction';
import {
  exportMachineKey,
  hasMachineKey,
  importMachineKey,
  readMachineKey,
  resetMachineKey,
} from 'ipc-bench/identity/machine-key';
import { signDocument } from 'ipc-bench/identity/sign-document';
import { signRetraction } from 'ipc-bench/identity/sign-retraction';
import { readSettings } from 'ipc-bench/settings';
import { describe, expect, it } from 'vitest';
import { cryptography, plainDocument } from '../../support/document.js';
import { temporaryFolder } from '../../support/git-command.js';

const settingsIn = (folder: string) => readSettings({ XDG_STATE_HOME: folder });
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the machine key', () => {
  it('is made once, for its owner alone', () => {
    const folder = temporaryFolder();
    const settings = settingsIn(folder);
    expect(hasMachineKey(settings)).toBe(false);
    const { machineKey } = readMachineKey(settings);
    expect(machineKey).toMatch(/^[0-9a-f]{64}$/);
    expect(readMachineKey(settings).machineKey).toBe(machineKey);
    expect(mode(join(folder, 'ipc-bench'))).toBe('700');
    expect(mode(join(folder, 'ipc-bench/machine-key.pem'))).toBe('600');
  });

  it('is another one after a reset, and the old one again after an import', () => {
    const folder = temporaryFolder();
    const settings = settingsIn(folder);
    const { machineKey } = readMachineKey(settings);
    const file = join(folder, 'exported.pem');
    exportMachineKey(settings, file);
    expect(mode(file)).toBe('600');
    expect(resetMachineKey(settings).machineKey).not.toBe(machineKey);
    expect(importMachineKey(settings, file).machineKey).toBe(machineKey);
    expect(readMachineKey(settings).machineKey).toBe(machineKey);
  });

  it('is never exported over a file that is there', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'taken');
    writeFileSync(file, 'mine');
    expect(() => exportMachineKey(settingsIn(folder), file)).toThrow('exists already');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it.each([
    ['no key', 'not a key'],
    ['a key of another kind', crypto.generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' })],
  ])('is not replaced in silence where the file holds %s', (_name, content) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'ipc-bench'));
    writeFileSync(join(folder, 'ipc-bench/machine-key.pem'), content);
    expect(() => readMachineKey(settingsIn(folder))).toThrow(expect.objectContaining({ code: 'bad_key' }));
  });

  it('signs documents and retractions that the validator accepts', () => {
    const key = readMachineKey(settingsIn(temporaryFolder()));
    const report = judge(canonicalBytes(signDocument(plainDocument(), key)), { cryptography });
    if (report.verdict !== 'valid') throw new Error(JSON.stringify(report.findings));
    const { path, bytes } = signRetraction(report.subject, key);
    expect(judgeRetraction(bytes, path, cryptography)).toMatchObject({ verdict: 'valid' });
    expect(signRetraction(report.subject, key).bytes).toEqual(bytes);
  });
});
