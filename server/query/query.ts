// A question that can be asked: static data plus one `plan`. The HTTP routes, the command line and the reference page
// are computed from the list in `queries.ts`.
import type { TObject, TSchema } from 'typebox';
import type { Answer } from './page.js';
import type { Rows } from './rows.js';

export interface Query {
  /** As in the path: `results`. */
  name: string;
  /** One line. */
  summary: string;
  description: string;
  parameters: TObject;
  answer: TSchema;
  /** Query strings that work as they stand. */
  examples: readonly string[];
  /**
   * Checks raw parameters and gives what answers them. Pure. Throws `ServerError` `unknown_parameter`,
   * `bad_parameter`, `bad_cursor`.
   */
  plan(raw: Readonly<Record<string, unknown>>): (rows: Rows) => Answer;
}
