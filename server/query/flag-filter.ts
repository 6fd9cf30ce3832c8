// Results that have a flag, as a whole or in any of their numbers.
import { field } from '../answer-field.js';
import { QUALITY_FLAGS } from '../packing/quality-flags.js';
import { condition, type Filters, filter } from './filter.js';
import type { Fragment } from './rows.js';

interface Flag {
  description: string;
  /** Over table `submission` as `s`. */
  sql: string;
  /** Whether it is about single numbers or about the result as a whole. */
  of: 'number' | 'result';
}

const { off_replicates, ...ofPoints } = QUALITY_FLAGS;

/** Every flag, with the condition of having it. */
export const FLAGS: Readonly<Record<string, Flag>> = {
  ...Object.fromEntries(
    Object.entries(ofPoints).map(([name, { bit, description }]) => [
      name,
      { description, sql: `(s.point_flags & ${bit}) <> 0`, of: 'number' },
    ]),
  ),
  off_replicates: {
    description: off_replicates.description,
    sql: 'EXISTS (SELECT 1 FROM off_replicates AS o WHERE o.sub = s.sub)',
    of: 'number',
  },
  unsigned: { description: 'not signed by a machine key: a historic import', sql: 's.is_signed = 0', of: 'result' },
  provisional: {
    description: 'from a newer minor than this service knows',
    sql: "s.verdict = 'provisional'",
    of: 'result',
  },
  caveat: { description: 'a trusted maintainer has a reservation', sql: 's.has_caveat = 1', of: 'result' },
};

export function hasFlag(name: string): Fragment {
  return condition(FLAGS[name]?.sql ?? 'FALSE');
}

export const FLAG_FILTER = {
  flag: filter(
    field.word(Object.keys(FLAGS), 'results that have this flag, as a whole or in any of their numbers', 'noisy'),
    hasFlag,
  ),
} satisfies Filters;
