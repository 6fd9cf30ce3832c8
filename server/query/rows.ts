/** One consistent state of the index, as queries see it. Whoever opens the index passes it in. */
export interface Rows {
  /** Tree id that the rows were built from. */
  readonly revision: string;
  /** Rows as arrays, columns in the order of the SELECT. */
  all(sql: string, values: readonly SqlValue[]): unknown[][];
  /**
   * What `make` gives, kept under `name` for as long as the index does not change. For what many questions need and only
   * this state of the index decides; whoever asks must not change it. May be forgotten and made again at any time.
   */
  remember<T>(name: string, make: () => T): T;
}

export type SqlValue = string | number | null;

/** A piece of SQL with the values of its question marks, in order. No text from outside ever becomes SQL. */
export interface Fragment {
  sql: string;
  values: readonly SqlValue[];
}
