// Where a file lies in a results repository: a function of its envelope and the hash of its bytes, so that any tool can
// check the place of any document, and of nothing else.
import type { Envelope } from './envelope.js';
import { parseResultId, type ResultId } from './identity.js';

/** `results/e<suite epoch>/<yyyy>/<mm>/<dd>/<id>.json`. */
export function formatResultPath(envelope: Pick<Envelope, 'day' | 'suite'>, id: ResultId): string {
  const [year, month, day] = envelope.day.split('-');
  return `results/e${envelope.suite.version.epoch}/${year}/${month}/${day}/${id}.json`;
}

const RESULT_PATH = /^results\/e(?:0|[1-9]\d{0,4})\/\d{4}\/\d{2}\/\d{2}\/([0-9a-f]{64})\.json$/;

/** The id that a path of the layout's exact shape names; `null` for any other path. */
export function parseResultPath(path: string): ResultId | null {
  const id = RESULT_PATH.exec(path)?.[1];
  return id === undefined ? null : parseResultId(id);
}

/**
 * Whether a directory can hold results, so that a tree walk follows nothing else: a tree bomb of a million paths costs
 * nothing when only directories of this shape are opened.
 */
export function isResultDirectory(path: string): boolean {
  return /^results(?:\/e(?:0|[1-9]\d{0,4})(?:\/\d{4}(?:\/\d{2}(?:\/\d{2})?)?)?)?$/.test(path);
}

/** The branch of a canonical repository. */
export const CANONICAL_REF = 'refs/heads/data';
/** Where documents newer than the registry wait for an upgrade. */
export const DEFERRED_REF = 'refs/heads/deferred';
/** Where a maintainer keeps what was merged and does not stand for now. It is read by nobody else. */
export const SUSPENDED_REF = 'refs/heads/suspended';
/** Branches of a fork that hold results. */
export const FORK_REF_PREFIX = 'refs/heads/results/';

/** The branch a machine pushes to: `refs/heads/results/<first 8 hex of the machine key>`. */
export function formatForkRef(machineKey: string): string {
  return `${FORK_REF_PREFIX}${machineKey.slice(0, 8)}`;
}
