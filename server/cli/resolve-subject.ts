import { ServerError } from '../errors.js';
import { findSubject } from '../pipeline/merge-errata.js';
import { readSettings } from '../settings.js';
import type { CommandInput } from './command.js';

const MIN_DIGITS = 8;

/** The subject of a result by its id or the beginning of it. Throws `ServerError` `usage` or `not_found`. */
export function resolveSubject(name: string, options: CommandInput['options']): string {
  if (!/^[0-9a-f]{8,64}$/.test(name))
    throw new ServerError('usage', `a result is named by its id, or by ${MIN_DIGITS} hex digits of it or more`);
  const subject = findSubject(readSettings({ data: options.data }).data, name);
  if (subject === null)
    throw new ServerError('not_found', `not exactly one result here has an id that begins with ${name}`);
  return subject;
}
