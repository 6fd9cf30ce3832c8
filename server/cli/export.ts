import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateData } from '../data-directory.js';
import { exportDocuments } from '../export/documents.js';
import { ExportFolder } from '../export/export-folder.js';
import type { ExportManifest } from '../export/manifest.js';
import { buildExport } from '../pipeline/build-export.js';
import { readSettings } from '../settings.js';
import type { Command } from './command.js';
import { DATA_OPTION, JSON_OPTION } from './options.js';

export const exportCommand: Command = {
  name: 'export',
  summary: 'write everything as Parquet, CSV, NDJSON and SQLite, with checksums and a Data Package',
  options: [
    DATA_OPTION,
    JSON_OPTION,
    { flags: '--to <dir>', description: 'also copy it there, as a Data Package that stands by itself' },
  ],
  examples: ['ipc-bench-db export', 'ipc-bench-db export --to ./ipc-bench-data'],
  async run({ options }, terminal) {
    const settings = readSettings({ data: options.data });
    const data = locateData(settings.data);
    const manifest = await buildExport(data, { keep: settings.exportsKept, lockWaitMs: settings.lockWaitMs });
    if (options.to) copyPackage(new ExportFolder(data.exports), manifest, String(options.to));
    terminal.out(options.json ? `${JSON.stringify(manifest)}\n` : formatManifest(manifest));
    return 0;
  },
};

/** A folder that needs nothing else: `sha256sum --check SHA256SUMS` passes in it. */
function copyPackage(folder: ExportFolder, manifest: ExportManifest, target: string): void {
  mkdirSync(join(target, 'files'), { recursive: true });
  for (const { name } of manifest.files) copyFileSync(join(folder.files, name), join(target, 'files', name));
  for (const { name, format } of exportDocuments) writeFileSync(join(target, name), format(manifest, 'files/'));
}

function formatManifest({ revision, files }: ExportManifest): string {
  const lines = [...Map.groupBy(files, ({ table, format }) => `${table} ${format}`)].map(([name, parts]) => {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    return `${name.padEnd(22)} ${String(rows).padStart(10)} rows  ${String(bytes).padStart(12)} B  ${parts.length} files`;
  });
  return `${lines.join('\n')}\nrevision ${revision}\n`;
}
