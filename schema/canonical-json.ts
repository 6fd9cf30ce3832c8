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

const encoder = new TextEncoder();

/** The canonical text as UTF-8 bytes, without a trailing newline: exactly what a result file holds. */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(formatCanonical(value));
}
