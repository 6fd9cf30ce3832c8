// The one validator: runner, pre-push check, merge and browser all call `judge`. A verdict is a function of the bytes,
// the path and the registry, and of nothing else. Tools of different age may know less about a document, but never
// contradict each other: deferred < provisional < {valid, invalid}.
import type { Cryptography } from './cryptography.js';
import type { ResultDocument } from './document.js';
import { type Envelope, parseEnvelope } from './envelope.js';
import { type Finding, finding, pointerStep } from './findings.js';
import type { ResultId, Subject } from './identity.js';
import { formatResultPath } from './layout.js';
import { projectUnknown } from './project-unknown.js';
import { readCanonical } from './read-canonical.js';
import { builtInRegistry, type Format, type Registry, type SchemaError, type Suite } from './registry.js';
import { rules } from './rules/index.js';
import { checkSignature, signedBytesAsRead, subjectOf } from './signature.js';
import { compareToRegistry, type Familiarity, formatVersion, type Version } from './version.js';

export interface JudgeOptions {
  cryptography: Cryptography;
  /** Path in the repository; left out where the file has none yet. */
  path?: string;
  /** Defaults to what this build knows. */
  registry?: Registry;
}

interface Judged {
  id: ResultId;
  envelope: Envelope;
  /** What a retraction of this result names. */
  subject: Subject;
  /** Where the file belongs. */
  path: string;
}

export type Report =
  | (Judged & { verdict: 'valid' | 'provisional'; document: ResultDocument; findings: [] })
  | (Judged & { verdict: 'deferred'; needs: { format: string; suite: string }; findings: [] })
  | { verdict: 'invalid'; id: ResultId; envelope: Envelope | null; findings: [Finding, ...Finding[]] };

/** Findings of one report; what lies beyond is counted in the last one's message. */
const MAX_FINDINGS = 50;

/** Judges the bytes of one result file. Never throws on bad data. */
export function judge(bytes: Uint8Array, options: JudgeOptions): Report {
  const { cryptography, registry = builtInRegistry } = options;
  const id = cryptography.sha256(bytes) as ResultId;
  const read = readCanonical(bytes);
  if (!read.document) return invalid(id, null, read.findings);
  const envelope = parseEnvelope(read.document);
  if (Array.isArray(envelope)) return invalid(id, null, envelope);

  const signed = signedBytesAsRead(read.document);
  const path = formatResultPath(envelope, id);
  const misplaced =
    options.path === undefined || options.path === path ? [] : [finding('path', '', `must be stored at ${path}`)];
  const outer = [...misplaced, ...checkSignature(envelope, signed, cryptography)];
  if (outer.length > 0) return invalid(id, envelope, outer);

  const judged: Judged = { id, envelope, subject: subjectOf(signed, cryptography), path };
  const format = look(envelope.schema, registry.formats);
  const suite = look(envelope.suite.version, registry.suites);
  if (!format.entry || !suite.entry) {
    const needs = { format: formatVersion(envelope.schema), suite: formatVersion(envelope.suite.version) };
    return { ...judged, verdict: 'deferred', needs, findings: [] };
  }
  const checked = checkDocument(read.document, format.entry, format.familiarity, suite.entry, suite.familiarity);
  if ('findings' in checked) return invalid(id, envelope, checked.findings);
  const isKnown = format.familiarity === 'known' && suite.familiarity === 'known';
  return { ...judged, verdict: isKnown ? 'valid' : 'provisional', document: checked.document, findings: [] };
}

function checkDocument(
  raw: Record<string, unknown>,
  format: Format,
  formatFamiliarity: Familiarity,
  suite: Suite,
  suiteFamiliarity: Familiarity,
): { document: ResultDocument } | { findings: Finding[] } {
  const view = formatFamiliarity === 'known' ? raw : projectUnknown(raw, format.schema);
  if (!format.validate(view)) return { findings: (format.validate.errors ?? []).map(schemaFinding) };
  const document = view as ResultDocument;
  const context = { manifest: suite.manifest, manifestIsExact: suiteFamiliarity === 'known' };
  const findings = rules.flatMap((rule) => rule.check(document, context));
  return findings.length > 0 ? { findings } : { document };
}

function look<Entry extends { version: Version }>(version: Version, entries: readonly Entry[]) {
  const { familiarity, base } = compareToRegistry(
    version,
    entries.map((entry) => entry.version),
  );
  return { familiarity, entry: entries.find((entry) => entry.version === base) };
}

function invalid(id: ResultId, envelope: Envelope | null, findings: readonly Finding[]): Report {
  const [first = finding('schema', '', 'refused'), ...rest] = findings.slice(0, MAX_FINDINGS);
  const omitted = findings.length - MAX_FINDINGS;
  const last = omitted > 0 ? [finding(first.rule, '', `and ${omitted} more findings`)] : [];
  return { verdict: 'invalid', id, envelope, findings: [first, ...rest, ...last] };
}

function schemaFinding({ instancePath, keyword, message, params }: SchemaError): Finding {
  if (keyword === 'additionalProperties')
    return finding(
      'unknown_field',
      instancePath + pointerStep(String(params.additionalProperty)),
      'not a field of this format',
    );
  if (keyword === 'required')
    return finding('missing_field', `${instancePath}/${params.missingProperty}`, 'required by this format');
  return finding('schema', instancePath, message ?? keyword);
}
