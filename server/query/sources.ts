// Where this service reads from, and how that went; the list, and one of them.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { ServerError } from '../errors.js';
import { OUTCOME_WORDS } from '../submission.js';
import { checkParameters } from './check-parameters.js';
import { formatCursor } from './cursor.js';
import { condition, conditionsOf, filter, parameterSchemas } from './filter.js';
import { afterValues, PAGE_PARAMETERS, type PageParameters, pageSchema, planPage, type SortColumn } from './page.js';
import type { Query } from './query.js';
import type { Rows, SqlValue } from './rows.js';
import { PUBLIC_NAME, SOURCE_ID, sourceCondition } from './source-name.js';

const { count, object, orNull, revision, text, word } = field;

const time = (description: string) =>
  Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$',
    description,
    examples: ['2026-11-20T12:00:00Z'],
  });

const KINDS = ['public', 'local'] as const;
const STATES = ['done', 'failed'] as const;

const rowSchema = object(
  {
    id: SOURCE_ID,
    name: PUBLIC_NAME,
    kind: word(KINDS, 'public: others can read it under its URL; local: a path of the maintainer'),
    first_seen: orNull(time('start of the round that first read it; null: before the journal kept that')),
    last_seen: orNull(time('start of the round that last read it')),
    last_outcome: word(STATES, 'failed: it could not be read to its end last time, and is tried again'),
    error: orNull(
      object(
        {
          code: text('as in docs/reference/errors.md', 'unreachable'),
          detail: text('what was seen', 'connection refused'),
        },
        'why it failed',
      ),
    ),
    counts: object(
      Object.fromEntries(OUTCOME_WORDS.map((outcome) => [outcome, count(`files ${outcome}`, 3)])),
      'files of its branches by what became of them; a file on two branches counts twice',
    ),
  },
  'one source',
);

const FILTERS = {
  kind: filter(word(KINDS, 'sources of this kind'), (value) => condition('s.kind = ?', value)),
  last_outcome: filter(word(STATES, 'sources that this became of last time'), (value) =>
    condition(value === 'failed' ? 's.error IS NOT NULL' : 's.error IS NULL'),
  ),
};
const parameters = Type.Object({ ...parameterSchemas(FILTERS), ...PAGE_PARAMETERS });
const ORDER: readonly SortColumn[] = [{ sql: 's.id', type: 'integer', direction: 'ASC' }];

export const sources: Query = {
  name: 'sources',
  summary: 'Sources that this service reads',
  description:
    'Forks and other repositories that were read here, in the order of first sight, with how the last reading went and what became of their files. /v1/submissions lists the files of one.',
  parameters,
  answer: pageSchema(rowSchema, 'a page of sources'),
  examples: ['', 'last_outcome=failed'],
  plan(raw) {
    const given = checkParameters(parameters, raw) as PageParameters & Record<string, string | number>;
    const page = planPage('sources', given, ORDER);
    return (rows) => {
      const conditions = conditionsOf(FILTERS, given);
      if (page.after) conditions.push(afterValues(page.order, page.after));
      const where = conditions.map(({ sql }) => sql).join(' AND ') || 'TRUE';
      const found = select(rows, where, [...conditions.flatMap(({ values }) => values), page.limit + 1]);
      const shown = found.slice(0, page.limit);
      const last = shown.at(-1);
      const at = { revision: page.firstRevision ?? rows.revision };
      const next = found.length > page.limit && last ? formatCursor(page.digest(), { after: [last[0]], ...at }) : null;
      const answer = { revision: rows.revision, next, rows: shown.map(toRow) };
      return { body: Buffer.from(JSON.stringify(answer)), next };
    };
  },
};

const idParameter = Type.Object({ id: SOURCE_ID });

/** One source by its id. Throws `ServerError` `not_found`. */
export const source: Query = {
  name: 'source',
  summary: 'One source',
  description: 'The row of /v1/sources, under a name that stays: the SHA-256 of the URL.',
  parameters: idParameter,
  answer: object({ revision: revision(), source: rowSchema }, 'one source'),
  examples: [],
  plan(raw) {
    const { id } = checkParameters(idParameter, raw);
    const { sql, values } = sourceCondition(id);
    return (rows) => {
      const [row] = select(rows, sql, [...values, 1]);
      if (!row) throw new ServerError('not_found', 'no source with this id was read here');
      return { body: Buffer.from(JSON.stringify({ revision: rows.revision, source: toRow(row) })), next: null };
    };
  },
};

type RawRow = [
  number: number,
  id: string,
  name: string | null,
  kind: string,
  first: string | null,
  last: string | null,
  error: string | null,
  detail: string | null,
  counts: string,
];

function select(rows: Rows, where: string, values: readonly SqlValue[]): RawRow[] {
  return rows.all(
    `SELECT s.id, coalesce(s.key, concat('local-', s.id)), iif(s.kind = 'public', s.name, NULL), s.kind,
        first.started_at, last.started_at, s.error, iif(s.kind = 'public', s.detail, NULL),
        (SELECT coalesce(json_group_object(outcome, files), '{}')
          FROM (SELECT outcome, count(*) AS files FROM candidate WHERE source = s.id GROUP BY outcome))
      FROM source AS s LEFT JOIN round AS first ON first.id = s.first_round
        LEFT JOIN round AS last ON last.id = s.last_round
      WHERE ${where} ORDER BY s.id LIMIT ?`,
    values,
  ) as RawRow[];
}

function toRow([, id, name, kind, first_seen, last_seen, code, detail, counted]: RawRow) {
  const counts = JSON.parse(counted) as Record<string, number>;
  return {
    id,
    name,
    kind,
    first_seen,
    last_seen,
    last_outcome: code === null ? 'done' : 'failed',
    error: code === null ? null : { code, detail: detail ?? 'a path of the maintainer could not be read' },
    counts: Object.fromEntries(OUTCOME_WORDS.map((outcome) => [outcome, counts[outcome] ?? 0])),
  };
}
