// Every table of an export. A new one is one new file and one line here.
import type { TSchema } from 'typebox';
import type { ExportTable } from './export-table.js';
import { matricesTable } from './matrices-table.js';
import { measurementsTable } from './measurements-table.js';
import { missingTable } from './missing-table.js';
import { resultsTable } from './results-table.js';
import { metricsTable, seriesTable } from './series-tables.js';

/** `resultFields`: what the list of results shows of each, as JSON Schema. */
export function exportTables(resultFields: Readonly<Record<string, TSchema>>): ExportTable[] {
  return [resultsTable(resultFields), measurementsTable, seriesTable, metricsTable, matricesTable, missingTable];
}
