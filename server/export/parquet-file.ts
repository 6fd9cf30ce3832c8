// Rows → Parquet, one row group in memory at a time. Whole numbers are packed by their differences, words by a dictionary.
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, FieldType, TableField } from '../tabular/field.js';
import type { HashedFile } from './hashed-file.js';

/** Large enough for a scan to skip by, small enough for little memory. */
const ROW_GROUP = 65_536;
const DAY_MS = 86_400_000;

type Element = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

type PlainCell = string | number | boolean | null;

const PHYSICAL: Readonly<Record<FieldType, Pick<Element, 'type' | 'converted_type'>>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE' },
};

export class ParquetFile {
  readonly #fields: readonly TableField[];
  readonly #file: HashedFile;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #columns: PlainCell[][];
  #rows = 0;

  constructor(fields: readonly TableField[], file: HashedFile) {
    this.#fields = fields;
    this.#file = file;
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema: schemaOf(fields), createdBy: 'ipc-bench' });
    this.#columns = fields.map(() => []);
  }

  write(rows: readonly (readonly Cell[])[]): void {
    for (const row of rows) {
      for (let at = 0; at < this.#fields.length; at++) {
        const cell = row[at] as Cell;
        const isDay = cell !== null && this.#fields[at]?.type === 'date';
        this.#columns[at]?.push(isDay ? Date.parse(String(cell)) / DAY_MS : cell);
      }
      if (++this.#rows === ROW_GROUP) this.#writeGroup();
    }
  }

  finish(): void {
    if (this.#rows > 0) this.#writeGroup();
    void this.#writer.finish();
    this.#passOn();
  }

  #writeGroup(): void {
    const columnData = this.#fields.map(({ name, type }, at) => ({ name, ...encoded(type, this.#columns[at] ?? []) }));
    void this.#writer.write({ columnData, rowGroupSize: ROW_GROUP });
    this.#columns = this.#fields.map(() => []);
    this.#rows = 0;
    this.#passOn();
  }

  /** The writer counts on in `offset`; what it wrote so far leaves memory. */
  #passOn(): void {
    this.#file.write(Buffer.from(this.#bytes.getBytes()));
    this.#bytes.index = 0;
  }
}

function schemaOf(fields: readonly TableField[]): Element[] {
  return [
    { name: 'root', num_children: fields.length },
    ...fields.map(({ name, type, isNullable }) => ({
      ...{ name, ...PHYSICAL[type] },
      repetition_type: isNullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
    })),
  ];
}

/** Looked at to tell a column of few values, which a dictionary packs best, from one of many. */
const SAMPLE = 500;

function encoded(type: FieldType, data: PlainCell[]) {
  if (type !== 'integer') return { data };
  const bigints = data.map((value) => (value === null ? null : BigInt(value)));
  const step = Math.max(1, Math.floor(data.length / SAMPLE));
  const sample = data.filter((value, at) => at % step === 0 && value !== null);
  const hasFewValues = new Set(sample).size * 2 <= sample.length;
  return hasFewValues ? { data: bigints } : { data: bigints, encoding: 'DELTA_BINARY_PACKED' as const };
}
