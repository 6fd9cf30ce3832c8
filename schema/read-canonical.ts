// From bytes to a value, refusing all that is not one canonical JSON object of bounded size and depth. The fast path
// parses once and compares one string; only a refusal walks the text again to say where and why.
import { isCanonicalText } from './canonical-json.js';
import { explainNonCanonical } from './explain-non-canonical.js';
import { type Finding, finding, pointerStep } from './findings.js';

export const MAX_DOCUMENT_BYTES = 1024 * 1024;
export const MAX_DEPTH = 32;

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export type ReadOutcome =
  | { document: Record<string, unknown>; findings: null }
  | { document: null; findings: [Finding, ...Finding[]] };

const refuse = (first: Finding, ...rest: Finding[]): ReadOutcome => ({ document: null, findings: [first, ...rest] });

/**
 * Reads one result file. Never throws: what the bytes can do wrong is a finding.
 */
export function readCanonical(bytes: Uint8Array): ReadOutcome {
  if (bytes.length > MAX_DOCUMENT_BYTES) return refuse(finding('size', '', `${bytes.length} bytes`));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(finding('not_utf8', '', 'an invalid byte sequence'));
  }
  if (isDeeperThan(text, MAX_DEPTH)) return refuse(finding('depth', '', `nested deeper than ${MAX_DEPTH}`));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(finding('json_syntax', '', syntaxMessage(error)));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(
      finding('not_an_object', '', Array.isArray(value) ? 'an array' : value === null ? 'null' : typeof value),
    );
  }
  const document = value as Record<string, unknown>;
  const forbidden = /__proto__|constructor|prototype/.test(text) ? findForbidden(document, '') : [];
  const findings = [...forbidden, ...(isCanonicalText(text, document) ? [] : explainNonCanonical(text))];
  const [first, ...rest] = findings;
  return first ? refuse(first, ...rest) : { document, findings: null };
}

/** Scans brackets outside strings; does not need the text to be valid JSON. */
function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > limit) return true;
    } else if (code === 0x5d || code === 0x7d) {
      depth--;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
  return at;
}

/** V8 quotes the text in its message; a refusal must not repeat what the document held. */
function syntaxMessage(error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '');
  return position ? `a syntax error at character ${position[1]}` : 'a syntax error';
}

function* findForbidden(value: unknown, pointer: string): Generator<Finding> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const here = pointer + pointerStep(key);
    if (FORBIDDEN_KEYS.has(key)) yield finding('forbidden_key', here, key);
    yield* findForbidden((value as Record<string, unknown>)[key], here);
  }
}
