// What pages need of the others, in their own words. `cli/serve.ts` hands in the parts that fit: the same questions that
// the HTTP interface answers, so that a number on a page is the number of the interface.

export interface IndexMeta {
  revision: string;
  registry: string;
  trusted: string;
  version: string;
}

export interface Summary extends IndexMeta {
  results: number;
  provisional: number;
  measurements: number;
  missing: number;
  unread: number;
  invalidated: number;
}

/** One consistent state of the index. It can do more for the questions, which pages hand it on to. */
export interface Snapshot {
  readonly revision: string;
  readonly meta: IndexMeta;
  summary(): Summary & { left_out: LeftOut[] };
}

export interface LeftOut {
  path: string;
  verdict: string;
  rule: string | null;
  pointer: string | null;
  message: string;
}

/** A planned question, answered at `/v1/<name>` too. */
export interface Question {
  name: string;
  summary: string;
  /** JSON Schema of its parameters. */
  parameters: object;
  plan(raw: Readonly<Record<string, unknown>>): Plan['answer'];
}

/** As a method, so that a plan may ask more of a snapshot than pages know of. */
interface Plan {
  answer(snapshot: Snapshot): { body: string | Buffer; next: string | null };
}

export interface ResultFiles {
  find(snapshot: Snapshot, id: string): IndexedFile | null;
  /** JSON texts of the row of the list and of the array of all measured points. */
  describe(snapshot: Snapshot, id: string): { summary: string; points: string };
  readFile(blob: string): Promise<Uint8Array>;
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

export interface PageService {
  /** Version of this tool. */
  version: string;
  index: { meta(): IndexMeta; read<T>(read: (snapshot: Snapshot) => T): T };
  questions: readonly Question[];
  results: ResultFiles;
}
