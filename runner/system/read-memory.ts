import type { Machine } from '@ipc-bench/schema/document';
import { memoryClass } from '@ipc-bench/schema/privacy/memory-class';
import type { FileTree } from './file-tree.js';
import type { HostFacts } from './host-facts.js';

type Memory = Machine['memory'];

/** Memory as a size class, page sizes, transparent huge pages. */
export function readMemory(tree: FileTree, host: HostFacts): Memory {
  const kib = /^MemTotal:\s*(\d{1,15}) kB$/m.exec(tree.text('proc/meminfo') ?? '')?.[1];
  const bytes = kib === undefined ? host.memoryBytes : Number(kib) * 1024;
  const page = pageBytes(tree.bytes('proc/self/auxv'));
  const huge = tree
    .names('sys/kernel/mm/hugepages')
    .map((name) => /^hugepages-(\d{1,12})kB$/.exec(name)?.[1])
    .filter((size) => size !== undefined)
    .map((size) => Number(size) * 1024);
  return {
    ...(bytes > 0 ? { class_bytes: memoryClass(bytes) } : {}),
    ...(page === null ? {} : { page_bytes: page }),
    transparent_huge_pages: transparentHugePages(tree),
    ...(huge.length > 0 ? { huge_page_bytes: huge.sort((a, b) => a - b).slice(0, 8) } : {}),
  };
}

function transparentHugePages(tree: FileTree): NonNullable<Memory['transparent_huge_pages']> {
  const chosen = /\[(always|madvise|never)\]/.exec(tree.text('sys/kernel/mm/transparent_hugepage/enabled') ?? '')?.[1];
  return (chosen as Memory['transparent_huge_pages']) ?? 'unknown';
}

const AT_PAGESZ = 6n;

/** The auxiliary vector is pairs of machine words (getauxval(3)); this reads the 64-bit form only. */
function pageBytes(auxv: Uint8Array | null): number | null {
  if (auxv === null) return null;
  const view = new DataView(auxv.buffer, auxv.byteOffset, auxv.byteLength);
  for (const littleEndian of [true, false])
    for (let at = 0; at + 16 <= auxv.length; at += 16)
      if (view.getBigUint64(at, littleEndian) === AT_PAGESZ) return Number(view.getBigUint64(at + 8, littleEndian));
  return null;
}
