// Leaving numbers out for what is flagged about them. Nothing is left out unless it is asked for: a flag is a doubt, and
// medians bear a few doubtful numbers.
import { Type } from 'typebox';
import { ServerError } from '../errors.js';
import { QUALITY_FLAGS, type QualityFlag } from '../packing/quality-flags.js';
import { condition } from './filter.js';
import { nearest } from './nearest.js';
import type { Fragment } from './rows.js';

/** Flags of a result as a whole, with the condition of not having one. */
const RESULT_FLAGS: Readonly<Record<string, { unflagged: string; description: string }>> = {
  unsigned: { unflagged: 's.is_signed = 1', description: 'not signed by a machine key: a historic import' },
  provisional: { unflagged: "s.verdict = 'valid'", description: 'from a newer minor than this service knows' },
  caveat: { unflagged: 's.has_caveat = 0', description: 'a trusted maintainer has a reservation' },
};

/** Every flag with what it means. */
export const FLAG_MEANINGS: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.entries(QUALITY_FLAGS), ...Object.entries(RESULT_FLAGS)].map(([name, { description }]) => [
    name,
    description,
  ]),
);
const WORDS = Object.keys(FLAG_MEANINGS);

export const WITHOUT = Type.String({
  pattern: '^[a-z_]{1,32}(,[a-z_]{1,32}){0,15}$',
  maxLength: 200,
  description: `flags of numbers to leave out, with commas between: ${WORDS.join(', ')}`,
  examples: ['noisy,implausible'],
});

export interface LeftOutByFlag {
  /** Bits of points. */
  bits: number;
  /** What results must be. */
  conditions: Fragment[];
}

/** Throws `ServerError` `bad_parameter` for a word that is no flag. */
export function parseWithout(text: string | undefined): LeftOutByFlag {
  const words = text?.split(',') ?? [];
  const unknown = words.find((word) => !WORDS.includes(word));
  if (unknown !== undefined) {
    const meant = nearest(unknown, WORDS);
    const suggestion = meant === null ? '' : `; did you mean ${meant}?`;
    throw new ServerError('bad_parameter', `without takes some of ${WORDS.join(', ')}; not "${unknown}"${suggestion}`, {
      pointer: 'without',
    });
  }
  const resultFlags = words.flatMap((word) => RESULT_FLAGS[word] ?? []);
  return {
    bits: words.reduce((bits, word) => bits | (QUALITY_FLAGS[word as QualityFlag]?.bit ?? 0), 0),
    conditions: resultFlags.map(({ unflagged }) => condition(unflagged)),
  };
}
