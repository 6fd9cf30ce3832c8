// Leaving numbers out for what is flagged about them. Nothing is left out unless it is asked for: a flag is a doubt, and
// medians bear a few doubtful numbers.
import { Type } from 'typebox';
import { ServerError } from '../errors.js';
import { QUALITY_FLAGS, type QualityFlag } from '../packing/quality-flags.js';
import { condition } from './filter.js';
import { FLAGS, hasFlag } from './flag-filter.js';
import { nearest } from './nearest.js';
import type { Fragment } from './rows.js';

const WORDS = Object.keys(FLAGS);

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
  return {
    bits: words.reduce((bits, word) => bits | (QUALITY_FLAGS[word as QualityFlag]?.bit ?? 0), 0),
    conditions: words
      .filter((word) => FLAGS[word]?.of === 'result')
      .map((word) => condition(`NOT (${hasFlag(word).sql})`)),
  };
}
