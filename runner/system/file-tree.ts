// The files of /proc and /sys behind a root directory, so that a folder can stand in for a whole machine in tests.
// A file that is missing or may not be read is `null`: absence is an ordinary answer here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FileTree {
  bytes(path: string): Uint8Array | null;
  /** The text without white space at its ends. */
  text(path: string): string | null;
  /** A whole number of at least 0, as most files below /sys hold. */
  number(path: string): number | null;
  /** Names in a directory, sorted by number where they end in one; empty when there is none. */
  names(path: string): string[];
}

export function openFileTree(root: string): FileTree {
  const bytes = (path: string): Uint8Array | null => {
    try {
      return readFileSync(join(root, path));
    } catch {
      return null;
    }
  };
  const text = (path: string): string | null => {
    const content = bytes(path);
    return content === null ? null : new TextDecoder().decode(content).trim();
  };
  return {
    bytes,
    text,
    number(path) {
      const content = text(path);
      return content !== null && /^\d{1,15}$/.test(content) ? Number(content) : null;
    },
    names(path) {
      try {
        return readdirSync(join(root, path)).sort((a, b) => numberIn(a) - numberIn(b) || (a < b ? -1 : 1));
      } catch {
        return [];
      }
    },
  };
}

function numberIn(name: string): number {
  return Number(/(\d+)$/.exec(name)?.[1] ?? 0);
}
