// The door of every query: names and values as they came in → typed values, or an error that teaches. Everything
// behind it trusts its input.
import type { Static, TObject, TSchema } from 'typebox';
import { ServerError } from '../errors.js';
import { nearest } from './nearest.js';

/** What a parameter's schema may say; a small part of JSON Schema, all of it checked here. */
interface Constraint {
  type?: string;
  enum?: readonly string[];
  pattern?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  description?: string;
}

/** Names come from strangers; an error shows no more of them than a person reads. */
const SHOWN = 40;

/**
 * Checks raw parameters (as a query string gives them: text, or a list where a name was repeated) against an object
 * schema of strings and integers. Throws `ServerError` `unknown_parameter` or `bad_parameter` with the name as pointer.
 */
export function checkParameters<Schema extends TObject>(
  schema: Schema,
  raw: Readonly<Record<string, unknown>>,
): Static<Schema> {
  const known = schema.properties as Record<string, TSchema>;
  const checked = Object.entries(raw).map(([name, value]) => {
    const constraint = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!constraint) throw unknownParameter(name, Object.keys(known));
    if (typeof value !== 'string') throw bad(name, `${name} is given more than once`);
    return [name, checkValue(name, value, constraint as Constraint)];
  });
  return Object.fromEntries(checked) as Static<Schema>;
}

function checkValue(name: string, text: string, constraint: Constraint): string | number {
  if (constraint.type === 'integer') return checkInteger(name, text, constraint);
  const { enum: words, pattern, maxLength = 100, description } = constraint;
  if (words && !words.includes(text)) {
    const suggestion = didYouMean(nearest(text, words));
    throw bad(name, `${name} takes one of ${words.join(', ')}; not ${shown(text)}${suggestion}`);
  }
  if (text.length > maxLength) throw bad(name, `${name} is longer than ${maxLength} characters`);
  if (pattern !== undefined && !compiled(pattern).test(text))
    throw bad(name, `${name} does not take ${shown(text)}: ${description ?? `it must match ${pattern}`}`);
  return text;
}

const patterns = new Map<string, RegExp>();

/** Patterns come from our own schemas, so there are few. */
function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern);
  patterns.set(pattern, known);
  return known;
}

function checkInteger(name: string, text: string, { minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Constraint) {
  const value = Number(text);
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text) || value < minimum || value > maximum)
    throw bad(name, `${name} takes a whole number from ${minimum} to ${maximum}; not ${shown(text)}`);
  return value;
}

function unknownParameter(name: string, known: readonly string[]): ServerError {
  const suggestion = didYouMean(nearest(name, known));
  return new ServerError('unknown_parameter', `there is no parameter ${shown(name)}${suggestion}`, {
    pointer: name.slice(0, SHOWN),
  });
}

function bad(name: string, detail: string): ServerError {
  return new ServerError('bad_parameter', detail, { pointer: name });
}

function didYouMean(word: string | null): string {
  return word === null ? '' : `; did you mean ${word}?`;
}

function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
