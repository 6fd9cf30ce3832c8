// `logs/meminfo` and `logs/sys-node/nodeN/meminfo`. Exact sizes identify machines: they live in memory only, and the
// document gets a size class.

export interface Meminfo {
  /** Total memory in KiB (the file says kB). */
  totalKib: number | undefined;
  /** Size of a huge page in KiB. */
  hugePageKib: number | undefined;
}

export function parseMeminfo(text: string): Meminfo {
  return { totalKib: readField(text, 'MemTotal'), hugePageKib: readField(text, 'Hugepagesize') };
}

/** A node's file prefixes each line with `Node N`. */
function readField(text: string, name: string): number | undefined {
  const match = new RegExp(`^(?:Node\\s+\\d+\\s+)?${name}:\\s+(\\d{1,12})(?:\\s+kB)?\\s*$`, 'm').exec(text);
  return match ? Number(match[1]) : undefined;
}
