// Commit objects: https://git-scm.com/docs/git-commit-tree and gitformat-signature(5) for the headers we skip.
// What we write carries one neutral identity and UTC, whoever runs the tool and wherever.
import { GitError, type Oid, parseOid } from './port.js';

/** Author and committer of everything this project commits. */
export const IDENTITY = 'ipc-bench <root@ipc-bench.invalid>';

export interface CommitObject {
  tree: Oid;
  parents: Oid[];
  /** Whole message, ending in a newline when we wrote it. */
  message: string;
  /** The committer's time, seconds since the epoch. */
  timeSeconds: number;
}

/** Content of a commit object. Throws TypeError on a message without a final newline or with NUL, and on a bad time. */
export function formatCommit(commit: CommitObject): Buffer {
  const { tree, parents, message, timeSeconds } = commit;
  if (!message.endsWith('\n') || message.includes('\0')) {
    throw new TypeError('a commit message ends in a newline and holds no NUL');
  }
  if (!Number.isSafeInteger(timeSeconds) || timeSeconds < 0) throw new TypeError(`not a commit time: ${timeSeconds}`);
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${IDENTITY} ${timeSeconds} +0000`,
    `committer ${IDENTITY} ${timeSeconds} +0000`,
  ];
  return Buffer.from(`${lines.join('\n')}\n\n${message}`);
}

/** Reads a commit object, anybody's; throws `GitError`, code `object_corrupt`. */
export function parseCommit(content: Uint8Array): CommitObject {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
  const end = text.indexOf('\n\n');
  const header = end === -1 ? text : text.slice(0, end);
  const tree = /^tree ([0-9a-f]{40})(?:\n|$)/.exec(header)?.[1];
  if (tree === undefined) throw new GitError('object_corrupt', 'a commit does not begin with its tree');
  const parents = [...header.matchAll(/^parent ([0-9a-f]{40})$/gm)].map((match) => parseOid(match[1] as string));
  const time = /^committer .*> (\d{1,15}) [+-]\d{4}$/m.exec(header)?.[1];
  return {
    tree: parseOid(tree),
    parents,
    message: end === -1 ? '' : text.slice(end + 2),
    timeSeconds: time === undefined ? 0 : Number(time),
  };
}
