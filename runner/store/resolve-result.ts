import { existsSync } from 'node:fs';
import { RunnerError } from '../errors.js';
import { findResult, listResults, readBytes, readResult } from './result-store.js';

/**
 * The bytes that a person means: a file, the beginning of an id kept here, or, with nothing said, the newest result.
 * Throws `not_found`, and `usage` for an ambiguous beginning.
 */
export function resolveResult(dataDir: string, named: string | undefined): { bytes: Uint8Array } {
  if (named === undefined) {
    const [newest] = listResults(dataDir);
    if (!newest) throw new RunnerError('not_found', 'No result is kept here yet; make one with `ipc-bench run`.');
    return { bytes: readResult(dataDir, newest) };
  }
  if (/^[0-9a-f]{4,64}$/.test(named) && !existsSync(named))
    return { bytes: readResult(dataDir, findResult(dataDir, named)) };
  return { bytes: readBytes(named) };
}
