// How a source is named to strangers: a public one by its URL and the hash of it (as the commits of `data` name it), a
// path of the maintainer's machine by a number alone.
import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { condition } from './filter.js';
import type { Fragment } from './rows.js';

export const SOURCE_ID = Type.String({
  pattern: '^(?:[0-9a-f]{64}|local-[1-9][0-9]{0,14})$',
  description: 'id of the source: the SHA-256 of its URL, or a number where it is a path of the maintainer',
  examples: ['3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b'],
});

export const PUBLIC_NAME = field.orNull(
  field.text('URL of the source; null: a path of the maintainer', 'https://forge.example/ada/ipc-bench-results.git'),
);

/** `s` is the source: by its id or, for a public one, its URL. */
export function sourceCondition(value: string): Fragment {
  const local = /^local-(\d{1,15})$/.exec(value);
  if (local) return condition('s.id = ? AND s.key IS NULL', Number(local[1]));
  const isId = /^[0-9a-f]{64}$/.test(value);
  return condition('s.key = ?', isId ? value : createHash('sha256').update(value.replace(/\/+$/, '')).digest('hex'));
}
