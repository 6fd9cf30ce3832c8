/** One consistent state of the index, as queries see it. Whoever opens the index passes it in. */
export interface Rows {
  /** Tree id that the rows were built from. */
  readonly revision: string;
  /** Rows as arrays, columns in the order of the SELECT. */
  all(sql: string, values: readonly SqlValue[]): unknown[][];
}

export type SqlValue = string | number | null;

/** A piece of SQL with the values of its question marks, in order. No text from outside ever becomes SQL. */
export interface Fragment {
  sql: string;
  values: readonly SqlValue[];
}
