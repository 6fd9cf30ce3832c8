// How a page gets its numbers: it asks the questions of the HTTP interface, in one state of the index, and keeps the URL
// that gives the same answer to anybody.
import type { PageService, Snapshot } from './ports.js';
import type { PageOf } from './rows.js';

export interface Asked<Answer> {
  /** Relative URL of the same question. */
  url: string;
  answer: Answer;
}

export type Parameters = Readonly<Record<string, string | number | undefined>>;

export class Ask {
  readonly snapshot: Snapshot;
  readonly #questions: PageService['questions'];

  constructor(service: Pick<PageService, 'questions'>, snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.#questions = service.questions;
  }

  /** Throws `ServerError` for a parameter that the question does not take. */
  one<Answer>(name: string, parameters: Parameters = {}): Asked<Answer> {
    const question = this.#questions.find((candidate) => candidate.name === name);
    if (!question) throw new TypeError(`there is no question ${name}`);
    const given = Object.entries(parameters).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)] as const],
    );
    const { body } = question.plan(Object.fromEntries(given))(this.snapshot);
    return { url: urlOf(name, given), answer: JSON.parse(body.toString()) as Answer };
  }

  /** Rows of a list, page by page, up to `most`; `url` names the first page. */
  rows<Row>(name: string, parameters: Parameters, most: number): Asked<Row[]> & { isWhole: boolean } {
    const rows: Row[] = [];
    let cursor: string | undefined;
    for (;;) {
      const limit = Math.min(PAGE_ROWS, most - rows.length);
      const { url, answer } = this.one<PageOf<Row>>(name, { ...parameters, limit, cursor });
      rows.push(...answer.rows);
      const isWhole = answer.next === null;
      if (isWhole || rows.length >= most)
        return { url: cursor ? this.#firstUrl(name, parameters) : url, answer: rows, isWhole };
      cursor = answer.next ?? undefined;
    }
  }

  #firstUrl(name: string, parameters: Parameters): string {
    const given = Object.entries(parameters).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)] as const],
    );
    return urlOf(name, [...given, ['limit', String(PAGE_ROWS)]]);
  }
}

const PAGE_ROWS = 500;

function urlOf(name: string, given: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams(given.map(([key, value]) => [key, value]));
  return `/v1/${name}${query.size > 0 ? `?${query}` : ''}`;
}
