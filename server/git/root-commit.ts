// The fixed root commit that every results branch begins with. It is made of constants, so anybody can recreate it
// offline with the same id, and a fork and the canonical branch always have a common ancestor.
import { formatCommit } from './commit-object.js';
import { type Oid, parseOid } from './port.js';

/** The empty tree, known to every git. */
export const EMPTY_TREE: Oid = parseOid('4b825dc642cb6eb9a060e54bf8d69288fbee4904');

/** Id of the fixed root commit; a test recomputes it with `git hash-object`. */
export const ROOT_COMMIT: Oid = parseOid('114d05ab1e9778690594f1d1d20688dd6872f5f0');

/** Content of the fixed root commit, without the object header. */
export const ROOT_COMMIT_BYTES: Uint8Array = formatCommit({
  tree: EMPTY_TREE,
  parents: [],
  message: 'ipc-bench results root\n',
  timeSeconds: 0,
});
