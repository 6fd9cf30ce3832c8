// What maintainers have said about results, and how much it touches.
import { ERRATUM_EFFECTS } from '@ipc-bench/schema/erratum';
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { checkParameters } from './check-parameters.js';
import { jsonAnswer } from './json-answer.js';
import type { Query } from './query.js';
import type { Rows } from './rows.js';

const { count, hash, orNull, text, word } = field;

const STATES = ['acting', 'withdrawn', 'untrusted'] as const;
const EFFECTS = ERRATUM_EFFECTS.filter((effect) => effect !== 'withdraw');

export interface ErratumRow {
  id: string;
  effect: (typeof EFFECTS)[number];
  state: (typeof STATES)[number];
  maintainer_key: string;
  subject: string | null;
  machine_key: string | null;
  benchmark: string | null;
  benchmark_version: string | null;
  runner: string | null;
  reason: string | null;
  results: number;
  points: number;
}

const COLUMNS = [
  ...['id', 'effect', 'state', 'maintainer_key', 'subject', 'machine_key', 'benchmark', 'benchmark_version'],
  ...['runner', 'reason'],
] as const satisfies readonly (keyof ErratumRow)[];

const parameters = Type.Object({
  effect: Type.Optional(field.word(EFFECTS, 'only errata of this effect', 'invalid')),
  state: Type.Optional(
    field.word(STATES, 'only errata that hold here, were withdrawn, or are of keys not trusted here'),
  ),
});

const erratum = field.object(
  {
    id: hash('SHA-256 of the file errata/<id>.json'),
    effect: word(
      EFFECTS,
      'vouch: an unsigned result may stand in default answers; caveat: read with care; split: not comparable with the rest; invalid: the numbers are wrong; remove: taken out',
    ),
    state: word(STATES, 'whether it holds here: withdrawn by its own key, or signed by a key not trusted here'),
    maintainer_key: hash('Ed25519 public key that signed it'),
    subject: orNull(hash('selects the result with this subject, whichever file holds it')),
    machine_key: orNull(hash('selects results of this machine key')),
    benchmark: orNull(text('selects this benchmark of the results selected', 'pipe.latency')),
    benchmark_version: orNull(text('and of it only this version', '1.0.0')),
    runner: orNull(text('selects results of this version of the runner', '0.1.0')),
    reason: orNull(text('one word', 'clock_read_twice')),
    results: count('indexed results that it speaks of; 0 where it does not hold', 12),
    points: count('their measurements that it speaks of', 12),
  },
  'one erratum',
);

export const errata: Query = {
  name: 'errata',
  summary: 'What maintainers have said about results, and how much it touches',
  description:
    'Errata are facts signed by maintainer keys. They hold where their key is trusted and until the same key withdraws them; of contradicting ones the most cautious holds. A selector that is null selects everything.',
  parameters,
  answer: field.object({ revision: field.revision(), rows: field.list(erratum, 'by id') }, 'all errata'),
  examples: ['', 'effect=invalid&state=acting'],
  plan(raw) {
    const { effect, state } = checkParameters(parameters, raw);
    return (rows) => {
      const asked = listErrata(rows).filter(
        (row) => (effect ?? row.effect) === row.effect && (state ?? row.state) === row.state,
      );
      return jsonAnswer({ revision: rows.revision, rows: asked });
    };
  },
};

/** Every erratum of the tree but the withdrawals, by id. */
export function listErrata(rows: Rows): ErratumRow[] {
  const names = [...COLUMNS, 'results', 'points'];
  return rows.remember('errata', () =>
    rows
      .all(SQL, [])
      .map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])) as unknown as ErratumRow),
  );
}

const SQL = `SELECT ${COLUMNS.map((name) => `f.${name}`).join(', ')}, count(x.sub), coalesce(sum(x.points), 0)
FROM erratum AS f LEFT JOIN erratum_effect AS x ON x.erratum = f.id GROUP BY f.id ORDER BY f.id`;
