// A column of an answer is data: the SQL that gives it and the schema of what comes out. The JSON of a row is built
// inside SQLite from the same table that the OpenAPI document is computed from.
import type { TSchema } from 'typebox';
import { field } from '../answer-field.js';

export interface Column {
  /** A SQL expression over the tables of the query. */
  sql: string;
  schema: TSchema;
}

export type Columns = Readonly<Record<string, Column>>;

export function column(sql: string, schema: TSchema): Column {
  return { sql, schema };
}

/** A column that holds 0 or 1. */
export function flag(sql: string, description: string, example = false): Column {
  return { sql: `json(iif(${sql}, 'true', 'false'))`, schema: field.flag(description, example) };
}

/** SQL that gives one row as JSON text, members in the order of the table. */
export function jsonRow(columns: Columns): string {
  const members = Object.entries(columns).map(([name, { sql }]) => `'${name}', ${sql}`);
  return `json_object(${members.join(', ')})`;
}

/** The schema of such a row. */
export function rowSchema(columns: Columns, description: string) {
  return field.object(
    Object.fromEntries(Object.entries(columns).map(([name, { schema }]) => [name, schema])),
    description,
  );
}
