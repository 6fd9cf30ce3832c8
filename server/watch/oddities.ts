// Entries that no results branch should hold. A bounded number is listed, the rest counted: a stranger may hold a
// million of them.
import { finding } from '@ipc-bench/schema/findings';
import { MODE_TREE, type Oid, parseOid } from '../git/port.js';
import { isLayoutFile } from './layout-shape.js';
import type { Oddity } from './source.js';

/** Oddities listed per tip. */
const MAX_LISTED = 50;

/** Stands for the content of what was not read. */
export const UNREAD: Oid = parseOid('0'.repeat(40));

export interface Oddities {
  note(path: string, mode: number, oid?: Oid): void;
  list(): Oddity[];
}

export function collectOddities(): Oddities {
  const listed: Oddity[] = [];
  let omitted = 0;
  return {
    note(path, mode, oid = UNREAD) {
      if (listed.length < MAX_LISTED) listed.push({ path: path.slice(0, 200), oid, finding: explain(path, mode) });
      else omitted++;
    },
    list() {
      if (omitted === 0) return listed;
      return [...listed, { path: '', oid: UNREAD, finding: finding('layout', '', `and ${omitted} more such entries`) }];
    },
  };
}

function explain(path: string, mode: number) {
  if (isLayoutFile(path) && mode !== MODE_TREE) return finding('file_mode', '', `mode ${mode.toString(8)}`);
  return finding('layout', '', mode === MODE_TREE ? 'a folder outside the layout' : 'a file outside the layout');
}
