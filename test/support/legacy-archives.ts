// Finds the real archives of the original suite, which are data for tests and never part of the project: beside the project
// at `../shared/legacy`, or where IPC_BENCH_LEGACY_DIR says.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const LEGACY_DIR =
  process.env.IPC_BENCH_LEGACY_DIR ?? fileURLToPath(new URL('../../../shared/legacy', import.meta.url));

export const LEGACY_ABSENT = `the historic archives are not at ${LEGACY_DIR} (set IPC_BENCH_LEGACY_DIR)`;

export interface LegacyArchive {
  /** `<fork>/<name>`, as truth.json calls it. */
  id: string;
  path: string;
}

/** Sorted by id; empty where the archives are absent. */
export function listLegacyArchives(): LegacyArchive[] {
  const root = `${LEGACY_DIR}/archives`;
  if (!existsSync(root) || !existsSync(`${LEGACY_DIR}/truth.json`)) return [];
  return readdirSync(root)
    .flatMap((fork) => readdirSync(`${root}/${fork}`).map((file) => `${fork}/${file}`))
    .filter((file) => file.endsWith('.tar.gz'))
    .sort()
    .map((file) => ({ id: file.slice(0, -'.tar.gz'.length), path: `${root}/${file}` }));
}
