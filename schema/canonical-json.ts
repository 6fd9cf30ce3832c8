// RFC 8785 canonical JSON: one spelling per document, so that equal documents are equal bytes and one hash.
// https://www.rfc-editor.org/rfc/rfc8785

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Thrown for a value that has no canonical form (a non-finite number, a lone surrogate, `undefined`). */
export class NotCanonicalError extends TypeError {}

/**
 * The canonical text of a JSON value: keys sorted by UTF-16 code units, no white space, ECMAScript's shortest numbers.
 * Throws {@link NotCanonicalError} where no canonical form exists.
 */
export function formatCanonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new NotCanonicalError('a string holds a lone surrogate');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonicalError(`${value} is not a JSON number`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return formatObject(value);
    default:
      throw new NotCanonicalError(`a ${typeof value} is not JSON`);
  }
}

function formatObject(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    let text = '[';
    for (let at = 0; at < value.length; at++) text += (at === 0 ? '' : ',') + formatCanonical(value[at]);
    return `${text}]`;
  }
  const members = value as Record<string, unknown>;
  let text = '{';
  for (const key of Object.keys(members).sort()) {
    if (members[key] === undefined) continue;
    text += `${text === '{' ? '' : ','}${formatCanonical(key)}:${formatCanonical(members[key])}`;
  }
  return `${text}}`;
}

/**
 * Whether `text` is the canonical form of the value that `JSON.parse(text)` gave. Mostly as fast as the engine's own
 * stringify: where keys come in order and no surrogate is escaped, that is the canonical form.
 */
export function isCanonicalText(text: string, value: unknown): boolean {
  if (JSON.stringify(value) === text && !text.includes('\\ud') && hasSortedKeys(value)) return true;
  try {
    return formatCanonical(value) === text;
  } catch {
    return false;
  }
}

/** As `formatCanonical`, for a value read from text that was canonical: it holds nothing that has no canonical form. */
export function formatCanonicalAgain(value: unknown): string {
  return hasSortedKeys(value) ? JSON.stringify(value) : formatCanonical(value);
}

function hasSortedKeys(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && !hasSortedKeys(item)) return false;
    return true;
  }
  const members = value as Record<string, unknown>;
  let previous: string | undefined;
  for (const key of Object.keys(members)) {
    if (previous !== undefined && key < previous) return false;
    previous = key;
    const member = members[key];
    if (typeof member === 'object' && !hasSortedKeys(member)) return false;
  }
  return true;
}

const encoder = new TextEncoder();

/** The canonical text as UTF-8 bytes, without a trailing newline: exactly what a result file holds. */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(formatCanonical(value));
}
