// A column of a table that leaves the service as CSV, NDJSON or Parquet. The same words describe it in a Data Package.

export const FIELD_TYPES = ['string', 'integer', 'number', 'boolean', 'date'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface TableField {
  name: string;
  type: FieldType;
  description: string;
  /** Whether a row may lack it. */
  isNullable: boolean;
}

/** A value of a field: text and days (yyyy-mm-dd) as strings. */
export type Cell = string | number | boolean | null;
