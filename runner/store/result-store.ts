// The results of this machine: files in the layout of a results repository below the XDG data folder, so that the folder
// itself can be merged, submitted or copied as it stands.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Envelope } from '@ipc-bench/schema/envelope';
import type { ResultId } from '@ipc-bench/schema/identity';
import { parseResultPath } from '@ipc-bench/schema/layout';
import { judgeBytes } from '../document/judge-bytes.js';
import { RunnerError } from '../errors.js';
import { storageMessage, writeWholeFile } from './whole-file.js';

export interface StoredResult {
  id: ResultId;
  /** Path inside the store and inside any results repository. */
  path: string;
}

/** Every file whose path has the layout's shape, the newest first. */
export function listResults(dataDir: string): StoredResult[] {
  let names: string[];
  try {
    names = readdirSync(join(dataDir, 'results'), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .map((name) => `results/${name}`)
    .flatMap((path) => {
      const id = parseResultPath(path);
      return id === null ? [] : [{ id, path, written: statSync(join(dataDir, path)).mtimeMs }];
    })
    .sort((a, b) => b.written - a.written || (a.path < b.path ? 1 : -1))
    .map(({ id, path }) => ({ id, path }));
}

/** The result whose id begins with `prefix` (at least 4 digits). Throws `not_found`, or `usage` when it is ambiguous. */
export function findResult(dataDir: string, prefix: string): StoredResult {
  const matches = /^[0-9a-f]{4,64}$/.test(prefix) ? listResults(dataDir).filter(({ id }) => id.startsWith(prefix)) : [];
  const [first, second] = matches;
  if (!first) throw new RunnerError('not_found', `No result kept here begins with ${prefix}.`);
  if (second) throw new RunnerError('usage', `${prefix} is the beginning of ${matches.length} results.`);
  return first;
}

export function readResult(dataDir: string, { path }: StoredResult): Uint8Array {
  return readBytes(join(dataDir, path));
}

/** Throws `not_found` where the file cannot be read. */
export function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new RunnerError('not_found', storageMessage(error), { cause: error });
  }
}

/** Stores a file under its own path. Throws `data_refused` for bytes that the validator refuses: they never get out. */
export function storeResult(dataDir: string, bytes: Uint8Array): StoredResult & { envelope: Envelope } {
  const report = judgeBytes(bytes);
  if (report.verdict === 'invalid') {
    const reasons = report.findings.map(({ rule, pointer, message }) => `${rule} at ${pointer}: ${message}`);
    throw new RunnerError('data_refused', reasons.join('\n'));
  }
  writeWholeFile(join(dataDir, report.path), bytes);
  return { id: report.id, path: report.path, envelope: report.envelope };
}
