// One row per result document: what the list of results shows, and whether default answers count it.
import type { TSchema } from 'typebox';
import type { Cell, FieldType, TableField } from '../tabular/field.js';
import { type ExportTable, type Rows, required } from './export-table.js';
import { type ResultGroup, readOf, resultsInOrder } from './results-in-order.js';

const READ = `SELECT s.sub, t.row, s.is_superseded = 0 AND s.is_invalid = 0 AND (s.suite_epoch > 0 OR s.is_vouched = 1)
FROM submission AS s CROSS JOIN submission_text AS t ON t.sub = s.sub WHERE s.sub IN`;

/** `fields`: what the list of results shows of each, as JSON Schema. */
export function resultsTable(fields: Readonly<Record<string, TSchema>>): ExportTable {
  const names = Object.keys(fields);
  return {
    name: 'results',
    description: 'One row per result document.',
    fields: [
      ...Object.entries(fields).map(([name, schema]) => toField(name, schema as Described)),
      required(
        'is_counted',
        'boolean',
        'whether answers count it unless asked otherwise: not declared invalid, no second packing of a run, and if historic then vouched for',
      ),
    ],
    primaryKey: ['id'],
    foreignKeys: [],
    byMonth: false,
    *read(rows) {
      for (const group of resultsInOrder(rows)) yield { month: null, rows: readGroup(rows, group, names) };
    },
  };
}

function readGroup(rows: Rows, group: ResultGroup, names: readonly string[]): Cell[][] {
  return readOf(rows, READ, group, 's.day, s.id').map(([, text, isCounted]) => {
    const row = JSON.parse(String(text)) as Record<string, Cell | Cell[]>;
    return [...names.map((name) => toCell(row[name] ?? null)), isCounted === 1];
  });
}

function toCell(value: Cell | Cell[]): Cell {
  return Array.isArray(value) ? value.join(' ') || null : value;
}

interface Described {
  type?: string;
  anyOf?: Described[];
  description?: string;
}

function toField(name: string, schema: Described): TableField {
  const { description = name, anyOf } = schema;
  const isList = schema.type === 'array';
  const type = anyOf?.find(({ type }) => type !== 'null')?.type ?? schema.type;
  return {
    name,
    type: name === 'day' ? 'date' : toFieldType(type),
    description: isList ? `${description}; words with spaces between` : description,
    isNullable: isList || anyOf !== undefined,
  };
}

function toFieldType(type: string | undefined): FieldType {
  return type === 'integer' || type === 'boolean' ? type : 'string';
}
