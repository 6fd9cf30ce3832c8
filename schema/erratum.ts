// An erratum is a fact about results, signed by a maintainer's key. It acts only where that key is trusted, and the same
// key can withdraw it. Facts merge as sets; where they contradict each other the most cautious effect holds.
import type { Cryptography } from './cryptography.js';
import { type Finding, finding } from './findings.js';
import { type FactOutcome, type FactShape, readFact } from './signed-fact.js';

export const ERRATUM_DOMAIN = 'ipc-bench/erratum/1';

export const ERRATUM_EFFECTS = ['vouch', 'caveat', 'split', 'invalid', 'remove', 'withdraw'] as const;
export type ErratumEffect = (typeof ERRATUM_EFFECTS)[number];

/** The members of an erratum; every selector that is present must match. */
export interface Erratum {
  effect: ErratumEffect;
  maintainer_key: string;
  /**
   * Selectors: a result by its subject, a machine by key, a benchmark (and one version of it), a runner version. Not a
   * file by its id: its owner can sign the same result again, and what is said of a result is said of all its files.
   */
  subject?: string;
  machine_key?: string;
  benchmark?: string;
  benchmark_version?: string;
  runner?: string;
  /** With `withdraw`: the id of the erratum that no longer holds. */
  withdraws?: string;
  /** One word saying why. */
  reason?: string;
}

const HASH = { pattern: /^[0-9a-f]{64}$/, required: false };
const VERSION = { pattern: /^\d{1,5}\.\d{1,5}\.\d{1,5}$/, required: false };

const SHAPE: FactShape = {
  domain: ERRATUM_DOMAIN,
  versionMember: 'erratum',
  keyMember: 'maintainer_key',
  members: {
    effect: { pattern: new RegExp(`^(?:${ERRATUM_EFFECTS.join('|')})$`), required: true },
    maintainer_key: { ...HASH, required: true },
    subject: HASH,
    machine_key: HASH,
    benchmark: { pattern: /^[a-z][a-z0-9_]{0,47}\.(?:latency|throughput)$/, required: false },
    benchmark_version: VERSION,
    runner: VERSION,
    withdraws: HASH,
    reason: { pattern: /^[a-z][a-z0-9_]{0,47}$/, required: false },
  },
};

const SELECTORS = ['subject', 'machine_key', 'benchmark', 'runner'] as const;
/** They speak of results as wholes. */
const WHOLE_EFFECTS: readonly string[] = ['remove', 'vouch'] satisfies ErratumEffect[];

/** `errata/<SHA-256 of the file>.json`. */
export function formatErratumPath(id: string): string {
  return `errata/${id}.json`;
}

/** The id that a path of that exact shape names; `null` for any other path. */
export function parseErratumPath(path: string): string | null {
  return /^errata\/([0-9a-f]{64})\.json$/.exec(path)?.[1] ?? null;
}

/** Judges the bytes of one erratum at its path; whether its key is trusted is for the caller to say. */
export function judgeErratum(bytes: Uint8Array, path: string, cryptography: Cryptography): FactOutcome {
  const outcome = readFact(bytes, SHAPE, cryptography);
  if (parseErratumPath(path) !== cryptography.sha256(bytes))
    return {
      verdict: 'invalid',
      findings: [finding('path', '', `must be stored at ${formatErratumPath(cryptography.sha256(bytes))}`)],
    };
  if (outcome.verdict !== 'valid') return outcome;
  const fault = faultOf(outcome.document as unknown as Erratum);
  return fault === null ? outcome : { verdict: 'invalid', findings: [fault] };
}

function faultOf(erratum: Erratum): Finding | null {
  const { effect, withdraws, benchmark, benchmark_version } = erratum;
  const selects = SELECTORS.some((name) => erratum[name] !== undefined);
  if (effect === 'withdraw' ? withdraws === undefined || selects : withdraws !== undefined || !selects)
    return finding('schema', '/effect', '`withdraw` names an erratum, every other effect at least one selector');
  if (benchmark_version !== undefined && benchmark === undefined)
    return finding('schema', '/benchmark_version', 'a version of which benchmark?');
  if (benchmark !== undefined && WHOLE_EFFECTS.includes(effect))
    return finding('schema', '/benchmark', `\`${effect}\` speaks of results as wholes`);
  return null;
}

/** The errata of trusted keys that no erratum of the same key withdraws. */
export function activeErrata(
  errata: ReadonlyMap<string, Erratum>,
  trustedKeys: ReadonlySet<string>,
): Map<string, Erratum> {
  const trusted = [...errata].filter(([, { maintainer_key }]) => trustedKeys.has(maintainer_key));
  const withdrawn = new Set(
    trusted.flatMap(([, { effect, withdraws, maintainer_key }]) =>
      effect === 'withdraw' && withdraws !== undefined ? [`${maintainer_key}/${withdraws}`] : [],
    ),
  );
  return new Map(
    trusted.filter(
      ([id, { effect, maintainer_key }]) => effect !== 'withdraw' && !withdrawn.has(`${maintainer_key}/${id}`),
    ),
  );
}

/** An erratum that is known, whether it acts or not. */
export interface ErratumOnRecord {
  /** SHA-256 of its file. */
  id: string;
  erratum: Erratum;
  state: 'acting' | 'withdrawn' | 'untrusted';
}

/** All of them but the withdrawals, by id, with what holds for those who trust these keys. */
export function listErrata(errata: ReadonlyMap<string, Erratum>, trustedKeys: ReadonlySet<string>): ErratumOnRecord[] {
  const acting = activeErrata(errata, trustedKeys);
  const stateOf = (id: string, { maintainer_key }: Erratum): ErratumOnRecord['state'] => {
    if (acting.has(id)) return 'acting';
    return trustedKeys.has(maintainer_key) ? 'withdrawn' : 'untrusted';
  };
  return [...errata]
    .filter(([, { effect }]) => effect !== 'withdraw')
    .map(([id, erratum]) => ({ id, erratum, state: stateOf(id, erratum) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether an erratum speaks of a result as a whole (its selectors name no benchmark) and selects this one. */
export function selectsResult(
  erratum: Erratum,
  result: { subject: string; machineKey: string | null; runner: string },
): boolean {
  if (erratum.benchmark !== undefined) return false;
  return (
    (erratum.subject === undefined || erratum.subject === result.subject) &&
    (erratum.machine_key === undefined || erratum.machine_key === result.machineKey) &&
    (erratum.runner === undefined || erratum.runner === result.runner)
  );
}
