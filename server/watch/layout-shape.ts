// The shape of a results branch: which folders are opened and which files are candidates. Everything else is odd.
import { parseErratumPath } from '@ipc-bench/schema/erratum';
import { isResultDirectory, parseResultPath } from '@ipc-bench/schema/layout';
import { isRetractionDirectory, parseRetractionPath } from '@ipc-bench/schema/retraction';

/** The three folders at the top. */
export const TOP_FOLDERS = ['results', 'retractions', 'errata'] as const;

export function isLayoutDirectory(path: string): boolean {
  return isResultDirectory(path) || isRetractionDirectory(path) || path === 'errata';
}

export function isLayoutFile(path: string): boolean {
  return parseResultPath(path) !== null || parseRetractionPath(path) !== null || parseErratumPath(path) !== null;
}
