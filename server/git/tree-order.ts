// Git's order of tree entries: bytes of the name, a folder as if its name ended in `/`.
// https://git-scm.com/docs/gitformat-pack does not say it; `base_name_compare` in git's own source does.
import { MODE_TREE, type TreeEntry } from './port.js';

/** What an entry sorts as; a file and a folder of one name have different keys. */
export function sortKey({ name, mode }: Pick<TreeEntry, 'name' | 'mode'>): string {
  return mode === MODE_TREE ? `${name}/` : name;
}

/** Byte order of the UTF-8 forms, which is code point order and not JavaScript's UTF-16 order. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
