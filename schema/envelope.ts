// The seven members that never change place or type, in any epoch of the format: what every tool can read of every
// document ever written, however new.
import { type Finding, type FindingCode, finding } from './findings.js';
import { type MachineKey, parseMachineKey } from './identity.js';
import { parseVersion, type Version } from './version.js';

export interface Envelope {
  schema: Version;
  suite: { name: string; version: Version };
  /** UTC day, `yyyy-mm-dd`. */
  day: string;
  nonce: string;
  machineKey: MachineKey | null;
  /** 128 hex digits. */
  signature: string | null;
}

/** Reads the envelope, or says everything that is wrong with it. */
export function parseEnvelope(document: Record<string, unknown>): Envelope | Finding[] {
  const findings: Finding[] = [];
  const note = (pointer: string, message: string, code: FindingCode = 'envelope') =>
    findings.push(finding(code, pointer, message));
  const suite = own(document, 'suite');
  const suiteName = isObject(suite) ? own(suite, 'name') : undefined;
  const schemaVersion = versionOf(own(document, 'schema'));
  const suiteVersion = isObject(suite) ? versionOf(own(suite, 'version')) : null;
  const day = own(document, 'day');
  const nonce = own(document, 'nonce');
  const machineKey = own(document, 'machine_key');
  const signature = own(document, 'signature');

  if (own(document, 'envelope') !== 1) note('/envelope', 'must be 1');
  if (!schemaVersion) note('/schema', 'must be a version E.M.m');
  if (typeof suiteName !== 'string' || !/^[a-z][a-z0-9-]{0,31}$/.test(suiteName)) note('/suite/name', 'must be a name');
  if (!suiteVersion) note('/suite/version', 'must be a version E.M.m');
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) note('/day', 'must be yyyy-mm-dd');
  else if (!isCalendarDay(day)) note('/day', day, 'day');
  if (typeof nonce !== 'string' || !/^[0-9a-f]{32}$/.test(nonce)) note('/nonce', 'must be 32 lower-case hex digits');
  if (machineKey !== undefined && !(typeof machineKey === 'string' && parseMachineKey(machineKey)))
    note('/machine_key', 'must be 64 lower-case hex digits');
  if (signature !== undefined && !(typeof signature === 'string' && /^[0-9a-f]{128}$/.test(signature)))
    note('/signature', 'must be 128 lower-case hex digits');

  if (findings.length > 0 || !schemaVersion || !suiteVersion) return findings;
  return {
    schema: schemaVersion,
    suite: { name: suiteName as string, version: suiteVersion },
    day: day as string,
    nonce: nonce as string,
    machineKey: (machineKey as MachineKey | undefined) ?? null,
    signature: (signature as string | undefined) ?? null,
  };
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function versionOf(value: unknown): Version | null {
  return typeof value === 'string' && value.length <= 17 ? parseVersion(value) : null;
}

function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
