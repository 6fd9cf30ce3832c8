// What the HTTP side needs of the others, in its own words. `cli/serve.ts` hands in the parts that fit.

import type { TSchema } from 'typebox';
import type { AnswerCache } from './answer-cache.js';

/** One consistent state of the index. */
export interface Snapshot {
  readonly revision: string;
  readonly meta: IndexMeta;
  all(sql: string, values: readonly (string | number | null)[]): unknown[][];
  remember<T>(name: string, make: () => T): T;
  summary(): IndexSummary;
}

export interface IndexMeta {
  revision: string;
  commit: string;
  registry: string;
  trusted: string;
  version: string;
}

export interface IndexSummary extends IndexMeta {
  results: number;
  provisional: number;
  measurements: number;
  missing: number;
  unread: number;
  invalidated: number;
  left_out: { path: string; verdict: string; rule: string | null; pointer: string | null; message: string }[];
}

/** The index as it is now; each call throws `ServerError` `no_data` or `no_index` where there is none. */
export interface Index {
  meta(): IndexMeta;
  read<T>(read: (snapshot: Snapshot) => T): T;
}

export type JsonSchema = TSchema;

/** One consistent state of the journal. */
export type JournalView = Pick<Snapshot, 'revision' | 'all' | 'remember'>;

/** A planned question: becomes `GET /v1/<name>`. */
export interface Question<State = Snapshot> {
  name: string;
  summary: string;
  description: string;
  parameters: JsonSchema;
  answer: JsonSchema;
  /** Query strings that work. */
  examples: readonly string[];
  /** Throws `ServerError` for a parameter it does not take. */
  plan(raw: Readonly<Record<string, unknown>>): (state: State) => { body: Buffer; next: string | null };
}

export type JournalQuestion = Question<JournalView>;

/** What this service was offered, by whom, and what became of it. */
export interface JournalSource {
  /** Throws `ServerError` `no_journal` where there is none. */
  read<T>(read: (view: JournalView) => T): T;
  questions: readonly JournalQuestion[];
  /** Takes `id` alone; throws `ServerError` `not_found`. */
  source: JournalQuestion;
}

/** Single results: what the index says of them, and their files. */
export interface ResultSource {
  /** Schema of the row that the list shows. */
  rowSchema: JsonSchema;
  pointSchema: JsonSchema;
  /** Where the file of a result lies; `null` where it is not indexed. */
  find(snapshot: Snapshot, id: string): IndexedFile | null;
  /** JSON texts of the row and of the array of all its measured points. */
  describe(snapshot: Snapshot, id: string): { summary: string; points: string };
  readFile(blob: string): Promise<Uint8Array>;
  /** The file in the newest format, as JSON; `null` when this tool cannot read it. */
  view(
    bytes: Uint8Array,
    file: IndexedFile,
  ): { from: string; to: string; dropped: string[]; document: Uint8Array } | null;
}

export interface IndexedFile {
  blob: string;
  path: string;
  isValid: boolean;
  format: string;
}

/** Takes a delivery and says what to answer. Never throws for anything that a stranger can send. */
export type Webhook = (delivery: {
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  body: Uint8Array;
}) => { status: 200 | 202 | 400 | 401; outcome: string };

export interface Service {
  /** Version of this tool. */
  version: string;
  index: Index;
  questions: readonly Question[];
  results: ResultSource;
  /** The comparability table as Markdown. */
  comparability(snapshot: Snapshot): string;
  journal: JournalSource;
  cache: AnswerCache;
  /** Absent where nobody may give hints. */
  webhook?: Webhook;
}
