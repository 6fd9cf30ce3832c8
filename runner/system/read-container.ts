import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from './file-tree.js';

const MARKERS = ['.dockerenv', 'run/.containerenv', 'run/systemd/container'];
const CONTAINER_GROUP = /docker|kubepods|containerd|libpod|lxc|machine\.slice/;

/** `no` only where the first process's control group could be read and shows none. */
export function readContainer(tree: FileTree): Machine['container'] {
  if (MARKERS.some((path) => tree.bytes(path) !== null)) return 'yes';
  const groups = [tree.text('proc/1/cgroup'), tree.text('proc/self/cgroup')].filter((text) => text !== null);
  if (groups.some((text) => CONTAINER_GROUP.test(text))) return 'yes';
  return groups.length > 0 ? 'no' : 'unknown';
}
