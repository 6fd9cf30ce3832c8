// The heads of all pull requests of a repository, by listing its refs: no API, no token. A repository may have a million
// of them: what does not fit one answer is asked for in buckets by the first digits of their number, and a bucket that
// does not fit either is cut into ten. A listing is whole or it fails: a cap never makes it short.
import { GitError, type GitPort, type Oid, type Remote, type RemoteOptions } from '../../git/port.js';

export interface PullHead {
  /** `refs/pull/<number>/head`. */
  ref: string;
  number: number;
  oid: Oid;
}

export interface PullRefOptions {
  /** Bytes of one answer; larger buckets are cut. */
  bucketBytes?: number;
  /** Pull requests in all. */
  maxHeads?: number;
  remote?: RemoteOptions;
  signal?: AbortSignal | undefined;
}

const ALL = 'refs/pull/';
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
/** No forge numbers further; a server that always sends too much is not followed for ever. */
const MAX_DIGITS = 9;
const MAX_LISTINGS = 2_000;
const HEAD = /^refs\/pull\/([1-9]\d{0,8})\/head$/;

/**
 * Yields heads bucket by bucket, so that memory holds one bucket. Throws `GitError`: `limit_exceeded` past `maxHeads` or
 * when even the refs of one pull request do not fit, and whatever listing throws.
 */
export async function* listPullHeads(
  git: GitPort,
  url: string,
  { bucketBytes = 4 * 1024 * 1024, maxHeads = 100_000, remote: remoteOptions, signal }: PullRefOptions = {},
): AsyncGenerator<PullHead, void, void> {
  const limits = { ...remoteOptions?.limits, responseBytes: bucketBytes };
  const remote = git.remote(url, { ...remoteOptions, limits });
  const buckets = [ALL];
  let found = 0;
  let listings = 0;
  try {
    for (let bucket = buckets.shift(); bucket !== undefined; bucket = buckets.shift()) {
      signal?.throwIfAborted();
      if (++listings > MAX_LISTINGS) throw tooMany(`pull requests do not fit ${MAX_LISTINGS} answers`);
      const heads = await listBucket(remote, bucket);
      if (heads === null) {
        buckets.unshift(...cut(bucket));
        continue;
      }
      found += heads.length;
      if (found > maxHeads) throw tooMany(`more than ${maxHeads} pull requests`);
      yield* heads;
    }
  } finally {
    await remote.close();
  }
}

function tooMany(what: string): GitError {
  return new GitError('limit_exceeded', what);
}

/** `null`: too much for one answer. */
async function listBucket(remote: Remote, bucket: string): Promise<PullHead[] | null> {
  try {
    const refs = await remote.listRefs([bucket]);
    return refs.flatMap(({ name, oid }) => {
      const number = HEAD.exec(name)?.[1];
      return number === undefined ? [] : [{ ref: name, number: Number(number), oid }];
    });
  } catch (error) {
    const isTooLarge =
      error instanceof GitError && (error.limit === 'responseBytes' || error.limit === 'inflatedBytes');
    if (isTooLarge && isDivisible(bucket)) return null;
    throw error;
  }
}

/** `refs/pull/12` holds 12 itself and every number that begins with 12. */
function cut(bucket: string): string[] {
  if (bucket === ALL) return DIGITS.slice(1).map((digit) => `${ALL}${digit}`);
  return [`${bucket}/`, ...DIGITS.map((digit) => `${bucket}${digit}`)];
}

function isDivisible(bucket: string): boolean {
  return bucket === ALL || (!bucket.endsWith('/') && bucket.length < ALL.length + MAX_DIGITS);
}
