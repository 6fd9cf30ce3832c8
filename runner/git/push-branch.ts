// Pushes files as one commit on a branch elsewhere: fetch the tip, build on it, push; where somebody else was faster, once
// more. The repository in between is temporary.
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import git from 'isomorphic-git';
import { RunnerError } from '../errors.js';
import { type Branch, fetchTip } from './fetch-tip.js';
import { type HttpOptions, httpClient, requireSuccess } from './http.js';
import { writeRootCommit } from './root-commit.js';
import { type Draft, type Written, writeCommit } from './write-commit.js';

export interface PushOptions extends Branch, HttpOptions, Draft {
  /** Shown exactly what would be sent, before it is; false stops. Asked once. */
  review(written: Written): Promise<boolean>;
}

export type Pushed =
  | { outcome: 'pushed'; written: Written }
  /** The branch held every file already. */
  | { outcome: 'unchanged' }
  | { outcome: 'declined' };

const MAX_ATTEMPTS = 5;
/** What servers answer when the branch moved between fetch and push. */
const MOVED =
  /fetch first|non-fast-forward|stale info|cannot lock ref|failed to update|incorrect old value|reference already exists/i;

/** Throws `forbidden`, `unreachable`, `contended` and `interrupted`. */
export async function pushBranch(options: PushOptions): Promise<Pushed> {
  let isReviewed = false;
  const review = async (written: Written) => {
    isReviewed ||= await options.review(written);
    return isReviewed;
  };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const gitdir = await mkdtemp(join(tmpdir(), 'ipc-bench-push-'));
    try {
      return await pushOnce(gitdir, { ...options, review });
    } catch (error) {
      if (!hasMoved(error)) throw explain(error);
    } finally {
      await rm(gitdir, { recursive: true, force: true });
    }
  }
  throw new RunnerError('contended', `${MAX_ATTEMPTS} attempts failed.`);
}

async function pushOnce(gitdir: string, options: PushOptions): Promise<Pushed> {
  const { url, ref } = options;
  await git.init({ fs, gitdir, bare: true });
  const parent = (await fetchTip(gitdir, options, options)) ?? (await writeRootCommit(gitdir));
  const written = await writeCommit(gitdir, parent, options);
  if (written === null) return { outcome: 'unchanged' };
  if (!(await options.review(written))) return { outcome: 'declined' };
  await git.writeRef({ fs, gitdir, ref, value: written.commit, force: true });
  await git.push({ fs, http: httpClient(options), gitdir, url, ref, remoteRef: ref });
  return { outcome: 'pushed', written };
}

function hasMoved(error: unknown): boolean {
  if (error instanceof git.Errors.PushRejectedError) return error.data.reason === 'not-fast-forward';
  return error instanceof git.Errors.GitPushError && MOVED.test(error.message);
}

function explain(error: unknown): unknown {
  if (error instanceof git.Errors.HttpError) {
    try {
      requireSuccess(error.data.statusCode);
    } catch (known) {
      return known;
    }
  }
  if (error instanceof git.Errors.GitPushError)
    return new RunnerError('forbidden', `It refused the push:${error.message}`, { cause: error });
  if (error instanceof git.Errors.SmartHttpError || error instanceof git.Errors.ParseError)
    return new RunnerError('unreachable', 'There is no git repository at that URL.', { cause: error });
  return error;
}
