// What became of every file that this service was offered: the journal, newest first.
import type { Finding } from '@ipc-bench/schema/findings';
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { OUTCOME_WORDS, type OutcomeWord } from '../submission.js';
import { checkParameters } from './check-parameters.js';
import { formatCursor } from './cursor.js';
import { explainSubmission } from './explain-submission.js';
import { condition, conditionsOf, filter, parameterSchemas } from './filter.js';
import { type Answer, afterValues, PAGE_PARAMETERS, type PageParameters, planPage, type SortColumn } from './page.js';
import type { Query } from './query.js';
import type { Rows } from './rows.js';
import { PUBLIC_NAME, SOURCE_ID, sourceCondition } from './source-name.js';

const { flag, hash, list, object, orNull, revision, text, word } = field;

const FILTERS = {
  source: filter(
    Type.String({
      pattern: '^[!-~]{1,2000}$',
      maxLength: 2000,
      description: 'files that this source brought: its id, or its URL as /v1/sources names it',
      examples: ['https://forge.example/ada/ipc-bench-results.git'],
    }),
    sourceCondition,
  ),
  result: filter(hash('files of this result id, whoever brought them'), (id) =>
    condition(
      `c.id IN (SELECT id FROM candidate WHERE hash = ?
        UNION SELECT id FROM candidate WHERE substr(path, -69, 64) = ? AND path GLOB 'results/*')`,
      id,
      id,
    ),
  ),
  outcome: filter(word(OUTCOME_WORDS, 'files with this outcome'), (value) => condition('c.outcome = ?', value)),
};

const parameters = Type.Object({ ...parameterSchemas(FILTERS), ...PAGE_PARAMETERS });
const ORDER: readonly SortColumn[] = [{ sql: 'c.id', type: 'integer', direction: 'DESC' }];

const time = (description: string) =>
  Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$',
    description,
    examples: ['2026-11-20T12:00:00Z'],
  });

const findingSchema = object(
  {
    rule: text('the rule, as in docs/reference/findings.md', 'signature_wrong'),
    pointer: text('JSON Pointer to the place', '/signature'),
    message: text('what was seen there', 'verification failed'),
    remedy: text('what to do', 'Sign the document again with the machine key that it names.'),
  },
  'one reason',
);

const rowSchema = object(
  {
    source: SOURCE_ID,
    source_name: PUBLIC_NAME,
    ref: text('branch that it was seen on; empty for folders', 'refs/heads/results/0a1b2c3d'),
    path: text('path on that branch', 'results/e1/2026/11/20/9f86d081884c7d65….json'),
    id: orNull(hash('SHA-256 of the file; null: nobody could read it')),
    outcome: word(OUTCOME_WORDS, 'what became of it'),
    is_kept: flag('whether exactly this file is in the database now', true),
    sentence: text('the same for a person, with what to do', 'It is in the database.'),
    findings: list(findingSchema, 'every reason for a refusal'),
    first_seen: time('start of the round that first saw it there'),
    decided: time('start of the round that came to this outcome'),
  },
  'one file on one branch of one source',
);

const STANDINGS = [...OUTCOME_WORDS, 'unknown'] as const;

const standingSchema = object(
  {
    id: hash('the result asked for'),
    outcome: word(
      STANDINGS,
      'what became of it, over all sources; `added`: it is in the database; `unknown`: never seen',
    ),
    sentence: text('the same for a person, with what to do', 'It is in the database.'),
  },
  'the answer to "what became of my result?"',
);

export const submissions: Query = {
  name: 'submissions',
  summary: 'What became of every file that was offered, newest first',
  description:
    'The journal of this service: every file that it was ever offered, from where, with its outcome and every reason for a refusal. Ask with `result` for one of your own: `result` then sums it up. Sources that are no public URL are not named.',
  parameters,
  answer: object(
    {
      revision: revision(),
      next: orNull(text('`cursor` of the next page; null: this is the last', 'WyI0MjBlYWVk')),
      result: orNull(standingSchema),
      rows: list(rowSchema, 'newest first'),
    },
    'a page of files',
  ),
  examples: ['', `result=${'3a7bd3e2360a3d29'.repeat(4)}`, 'outcome=rejected&limit=10'],
  plan(raw) {
    const given = checkParameters(parameters, raw) as PageParameters & Record<string, string | number>;
    const page = planPage('submissions', given, ORDER);
    return (rows): Answer => {
      const conditions = conditionsOf(FILTERS, given);
      if (page.after) conditions.push(afterValues(page.order, page.after));
      const where = conditions.map(({ sql }) => sql).join(' AND ') || 'TRUE';
      const values = conditions.flatMap((part) => part.values);
      const found = rows.all(`${SELECT} WHERE ${where} ORDER BY c.id DESC LIMIT ?`, [...values, page.limit + 1]);
      const shown = found.slice(0, page.limit) as RawRow[];
      const last = shown.at(-1);
      const at = { revision: page.firstRevision ?? rows.revision };
      const next = found.length > page.limit && last ? formatCursor(page.digest(), { after: [last[0]], ...at }) : null;
      const result = given.result === undefined ? null : standingOf(String(given.result), rows);
      const answer = { revision: rows.revision, next, result, rows: shown.map(toRow) };
      return { body: Buffer.from(JSON.stringify(answer)), next };
    };
  },
};

/** In the order of `RawRow`. */
const SELECT = `SELECT c.id, coalesce(s.key, concat('local-', s.id)), iif(s.kind = 'public', s.name, NULL), c.ref, c.path,
    c.hash, c.outcome, c.note, c.findings, f.path IS NOT NULL, first.started_at, last.started_at
  FROM candidate AS c JOIN source AS s ON s.id = c.source
    JOIN round AS first ON first.id = c.first_round JOIN round AS last ON last.id = c.last_round
    LEFT JOIN file AS f ON f.branch = 'data' AND f.path = c.path AND f.oid = c.oid`;

type RawRow = [
  id: number,
  source: string,
  name: string | null,
  ref: string,
  path: string,
  hash: string | null,
  outcome: OutcomeWord,
  note: string | null,
  findings: string,
  isKept: number,
  first: string,
  last: string,
];

function toRow([, source, source_name, ref, path, id, outcome, note, reasons, kept, first_seen, decided]: RawRow) {
  const findings = JSON.parse(reasons) as Finding[];
  const sentence = explainSubmission({ outcome, isKept: kept === 1, note, findings });
  const seen = { first_seen, decided };
  return { source, source_name, ref, path, id, outcome, is_kept: kept === 1, sentence, findings, ...seen };
}

/** What holds of a result whoever brought it: where it stands now, else what was last said of it. */
function standingOf(id: string, rows: Rows): { id: string; outcome: (typeof STANDINGS)[number]; sentence: string } {
  const branches = rows.all('SELECT branch FROM file WHERE hash = ?', [id]).flat();
  if (branches.includes('data')) return { id, outcome: 'added', sentence: 'It is in the database.' };
  const [said] = rows.all(
    `${SELECT} WHERE ${FILTERS.result.where(id).sql} ORDER BY c.last_round DESC, c.id DESC LIMIT 1`,
    [id, id],
  ) as RawRow[];
  if (said) {
    const { outcome, sentence } = toRow(said);
    return { id, outcome, sentence };
  }
  const waiting = [
    ['deferred', 'deferred', null],
    ['suspended', 'retracted', 'removed by a trusted maintainer'],
  ] as const;
  for (const [branch, outcome, note] of waiting)
    if (branches.includes(branch))
      return { id, outcome, sentence: explainSubmission({ outcome, isKept: false, note, findings: [] }) };
  const sentence =
    'This service has not seen it. See in /v1/sources whether your fork is read, and push the result to a branch results/<key> of it.';
  return { id, outcome: 'unknown', sentence };
}
