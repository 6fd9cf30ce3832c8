// A filter is data: the schema of its value and the SQL condition it stands for.
import { type Static, type TSchema, Type } from 'typebox';
import type { Fragment, SqlValue } from './rows.js';

export interface Filter<Schema extends TSchema = TSchema> {
  schema: Schema;
  where(value: Static<Schema>): Fragment;
}

export type Filters = Readonly<Record<string, Filter>>;

/** The values a request gives to filters, after the door. */
export type FilterValues = Readonly<Record<string, string | number | undefined>>;

export function filter<Schema extends TSchema>(
  schema: Schema,
  where: (value: Static<Schema>) => Fragment,
): Filter<Schema> {
  return { schema, where };
}

/** A condition with the value for its only question mark. */
export function condition(sql: string, ...values: readonly SqlValue[]): Fragment {
  return { sql, values };
}

/** The filter that compares one column with the value given. */
export function equals(sql: string, schema: TSchema): Filter {
  return { schema, where: (value) => condition(`${sql} = ?`, value as SqlValue) };
}

/** The conditions of those filters that have a value, in the order of the table. */
export function conditionsOf(filters: Filters, values: FilterValues): Fragment[] {
  return Object.entries(filters).flatMap(([name, { where }]) => {
    const value = values[name];
    return value === undefined ? [] : [where(value as never)];
  });
}

export function parameterSchemas(filters: Filters): Record<string, TSchema> {
  return Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, Type.Optional(schema)]));
}
