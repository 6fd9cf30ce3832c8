import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import {
  activeErrata,
  ERRATUM_DOMAIN,
  type Erratum,
  formatErratumPath,
  judgeErratum,
  selectsResult,
} from '@ipc-bench/schema/erratum';
import {
  formatRetractionPath,
  judgeRetraction,
  parseRetractionPath,
  RETRACTION_DOMAIN,
} from '@ipc-bench/schema/retraction';
import { describe, expect, it } from 'vitest';
import { cryptography, testKey } from '../support/document.js';
import { signedFact } from '../support/fact.js';

const key = testKey('facts');
const subject = 'ab'.repeat(32);

describe('judgeRetraction', () => {
  const document = { retraction: 1, subject, machine_key: key.machineKey };
  const bytes = signedFact(RETRACTION_DOMAIN, document, key);
  const path = `retractions/ab/${subject}/${key.machineKey}.json`;

  it('accepts a signed retraction at its path', () => {
    expect(judgeRetraction(bytes, path, cryptography).verdict).toBe('valid');
    const named = parseRetractionPath(path);
    expect(named && formatRetractionPath(named)).toBe(path);
  });

  it('refuses a forged one: signed by another key than it names', () => {
    const forged = signedFact(RETRACTION_DOMAIN, document, testKey('mallory'));
    expect(judgeRetraction(forged, path, cryptography)).toMatchObject({
      verdict: 'invalid',
      findings: [{ rule: 'signature_wrong' }],
    });
  });

  it('refuses a signature made for another kind of fact', () => {
    const foreign = signedFact(ERRATUM_DOMAIN, document, key);
    expect(judgeRetraction(foreign, path, cryptography).verdict).toBe('invalid');
  });

  it('refuses one at the path of another subject', () => {
    const elsewhere = path.replaceAll('ab', 'ac');
    expect(judgeRetraction(bytes, elsewhere, cryptography)).toMatchObject({ findings: [{ rule: 'path' }] });
  });

  it('defers a newer format of retraction', () => {
    const newer = canonicalBytes({ ...document, retraction: 2, anything: true });
    expect(judgeRetraction(newer, path, cryptography).verdict).toBe('deferred');
  });
});

describe('errata', () => {
  const vouch: Erratum = { effect: 'vouch', maintainer_key: key.machineKey, subject };
  const erratum = (members: Erratum, signer = key) => {
    const bytes = signedFact(ERRATUM_DOMAIN, { erratum: 1, ...members }, signer);
    const id = crypto.createHash('sha256').update(bytes).digest('hex');
    return { bytes, id, path: formatErratumPath(id) };
  };

  it('accepts a signed one whose path is its hash', () => {
    const { bytes, path } = erratum(vouch);
    expect(judgeErratum(bytes, path, cryptography).verdict).toBe('valid');
    expect(judgeErratum(bytes, formatErratumPath(subject), cryptography)).toMatchObject({
      findings: [{ rule: 'path' }],
    });
  });

  it('refuses one that selects nothing, and a withdrawal that names nothing', () => {
    for (const effect of ['caveat', 'withdraw'] as const) {
      const { bytes, path } = erratum({ effect, maintainer_key: key.machineKey });
      expect(judgeErratum(bytes, path, cryptography)).toMatchObject({
        verdict: 'invalid',
        findings: [{ pointer: '/effect' }],
      });
    }
  });

  it.each([
    ['/benchmark', { effect: 'remove', benchmark: 'pipe.latency' }],
    ['/benchmark', { effect: 'vouch', benchmark: 'pipe.latency' }],
    ['/benchmark_version', { effect: 'caveat', runner: '1.0.0', benchmark_version: '1.0.0' }],
  ] as const)('refuses %s where it would be without meaning', (pointer, members) => {
    const { bytes, path } = erratum({ ...members, maintainer_key: key.machineKey });
    expect(judgeErratum(bytes, path, cryptography)).toMatchObject({ verdict: 'invalid', findings: [{ pointer }] });
  });

  it('lets only trusted keys act, and only the same key withdraw', () => {
    const other = testKey('other').machineKey;
    const errata = new Map<string, Erratum>([
      ['1', vouch],
      ['2', { effect: 'withdraw', maintainer_key: other, withdraws: '1' }],
      ['3', { ...vouch, maintainer_key: other }],
    ]);
    expect([...activeErrata(errata, new Set([key.machineKey, other])).keys()]).toEqual(['1', '3']);
    expect([...activeErrata(errata, new Set([key.machineKey])).keys()]).toEqual(['1']);
    errata.set('4', { effect: 'withdraw', maintainer_key: key.machineKey, withdraws: '1' });
    expect([...activeErrata(errata, new Set([key.machineKey])).keys()]).toEqual([]);
  });

  it('selects by every selector it names', () => {
    const result = { subject, machineKey: key.machineKey, runner: '0.1.0' };
    expect(selectsResult(vouch, result)).toBe(true);
    expect(selectsResult({ ...vouch, runner: '0.2.0' }, result)).toBe(false);
    expect(selectsResult({ effect: 'caveat', maintainer_key: 'x', benchmark: 'pipe.latency' }, result)).toBe(false);
  });
});
