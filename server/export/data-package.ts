// Data Package v2 (https://datapackage.org/standard/data-package/). A table that is cut by months is one resource of
// several paths in each format.
import { DATASET } from '../dataset.js';
import type { TableField } from '../tabular/field.js';
import { type ExportedFile, type ExportedTable, type ExportManifest, FORMATS, MEDIA_TYPES } from './manifest.js';

export function dataPackage(manifest: ExportManifest, files: string): object {
  const { title, description, licence, keywords, name } = DATASET;
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name,
    title,
    description,
    version: manifest.revision,
    keywords,
    licenses: [{ name: licence.spdx, title: licence.title, path: licence.url }],
    contributors: [{ title: DATASET.authors, roles: ['creator'] }],
    resources: FORMATS.flatMap((format) => resourcesOf(manifest, format, files)),
  };
}

function resourcesOf({ tables, files }: ExportManifest, format: ExportedFile['format'], folder: string): object[] {
  if (format === 'sqlite')
    return files
      .filter((file) => file.format === format)
      .map((file) => ({
        name: 'index-sqlite',
        description: 'The index of the service as one SQLite file, for `ipc-bench-db query`. Its tables may change.',
        ...fileMembers([file], folder),
      }));
  return tables.flatMap((table) => {
    const parts = files.filter((file) => file.table === table.name && file.format === format);
    const isTabular = format !== 'parquet';
    return [
      {
        name: `${table.name}-${format}`,
        ...(isTabular ? { type: 'table' } : {}),
        description: table.description,
        ...fileMembers(parts, folder),
        ...(isTabular ? { dialect: dialectOf(format), schema: schemaOf(table, format) } : {}),
      },
    ];
  });
}

/** `bytes` and `hash` describe one file; those of parts are in SHA256SUMS. */
function fileMembers(parts: readonly ExportedFile[], folder: string): object {
  const [first] = parts;
  if (!first) throw new TypeError('every table has a file');
  const paths = parts.map(({ name }) => `${folder}${name}`);
  const [mediatype] = MEDIA_TYPES[first.format].split(';');
  const whole = { bytes: first.bytes, hash: `sha256:${first.sha256}` };
  return {
    path: paths.length === 1 ? paths[0] : paths,
    format: first.format,
    mediatype,
    ...(paths.length === 1 ? whole : {}),
    ...(first.format === 'csv' || first.format === 'ndjson' ? { encoding: 'utf-8' } : {}),
  };
}

function dialectOf(format: ExportedFile['format']): object {
  return format === 'csv' ? { header: true, delimiter: ',', lineTerminator: '\n', doubleQuote: true } : {};
}

function schemaOf({ fields, primaryKey, foreignKeys }: ExportedTable, format: ExportedFile['format']): object {
  return {
    fields: fields.map(fieldOf),
    primaryKey,
    ...(foreignKeys.length === 0
      ? {}
      : {
          foreignKeys: foreignKeys.map(({ fields: from, table, to }) => ({
            fields: from,
            reference: { resource: `${table}-${format}`, fields: to },
          })),
        }),
    missingValues: [''],
  };
}

function fieldOf({ name, type, description, isNullable }: TableField): object {
  return { name, type, description, constraints: { required: !isNullable } };
}
