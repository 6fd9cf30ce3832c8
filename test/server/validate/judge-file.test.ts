import { ERRATUM_DOMAIN } from '@ipc-bench/schema/erratum';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { RETRACTION_DOMAIN } from '@ipc-bench/schema/retraction';
import { parseOid } from '@ipc-bench/server/git/port';
import { judgeFile } from '@ipc-bench/server/validate/judge-file';
import { describe, expect, it } from 'vitest';
import { plainDocument, resultFile, testKey } from '../../support/document.js';
import { signedFact } from '../../support/fact.js';

const oid = parseOid('a'.repeat(40));
const context = { registry: builtInRegistry };
const key = testKey('judge file');
const result = resultFile(plainDocument(), key);
const subject = 'ab'.repeat(32);
const retraction = signedFact(RETRACTION_DOMAIN, { retraction: 1, subject, machine_key: key.machineKey }, key);
const erratum = signedFact(
  ERRATUM_DOMAIN,
  { erratum: 1, maintainer_key: key.machineKey, effect: 'vouch', subject },
  key,
);
const encode = (text: string) => new TextEncoder().encode(text);

describe('judgeFile', () => {
  it('reports what the plan needs to know of each kind', () => {
    expect(judgeFile({ path: result.path, oid, bytes: result.bytes }, context)).toMatchObject({
      kind: 'result',
      verdict: 'valid',
      hash: result.id,
      machineKey: key.machineKey,
      runner: '0.1.0',
    });
    const path = `retractions/ab/${subject}/${key.machineKey}.json`;
    expect(judgeFile({ path, oid, bytes: retraction }, context)).toMatchObject({
      kind: 'retraction',
      verdict: 'valid',
      subject,
      machineKey: key.machineKey,
    });
  });

  it('finds the place of a file that comes without one', () => {
    const placed = (bytes: Uint8Array) => judgeFile({ path: 'x.json', oid, bytes, isUnplaced: true }, context);
    expect(placed(result.bytes)).toMatchObject({ verdict: 'valid', path: result.path });
    expect(placed(retraction)).toMatchObject({ kind: 'retraction', verdict: 'valid' });
    expect(placed(erratum)).toMatchObject({ kind: 'erratum', verdict: 'valid' });
    expect(placed(encode('{'))).toMatchObject({ path: 'x.json', findings: [{ rule: 'json_syntax' }] });
    expect(placed(encode('{}')).verdict).toBe('invalid');
  });

  it('refuses the bytes of one kind at the place of another', () => {
    const path = `retractions/ab/${subject}/${key.machineKey}.json`;
    expect(judgeFile({ path, oid, bytes: result.bytes }, context).verdict).toBe('invalid');
    expect(judgeFile({ path: result.path, oid, bytes: retraction }, context).verdict).toBe('invalid');
    expect(judgeFile({ path: 'README.md', oid, bytes: result.bytes }, context)).toMatchObject({
      findings: [{ rule: 'layout' }],
    });
  });

  it('refuses what was too large to be read', () => {
    expect(judgeFile({ path: result.path, oid, bytes: null }, context)).toMatchObject({
      hash: null,
      findings: [{ rule: 'size' }],
    });
  });
});
