// Random histories of a branch: folders that sort in treacherous ways, files that become folders and the reverse.
import fc from 'fast-check';

export interface HistoryStep {
  changes: { path: string; bytes: Buffer | null }[];
  message: string;
  timeSeconds: number;
}

/** Names whose order differs between "as a file" and "as a folder". */
const name = fc.constantFrom('a', 'a-b', 'a.b', 'a0', 'ab', 'A', 'b', 'b.json', '0', '~', '2026', 'results');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const content = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 40 }).map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 3, arbitrary: fc.constant(null) },
);
const step = fc.record({
  changes: fc.array(fc.record({ path, bytes: content }), { maxLength: 12 }),
  message: fc.string({ maxLength: 30 }).map((text) => `${text.replaceAll('\0', '')}\n`),
  timeSeconds: fc.integer({ min: 0, max: 4_000_000_000 }),
});

/** Histories that can be applied: within a step no path twice nor both file and folder, and no folder removed as a file. */
export const randomHistory: fc.Arbitrary<HistoryStep[]> = fc
  .array(step, { minLength: 1, maxLength: 5 })
  .map((steps) => {
    const files = new Set<string>();
    return steps.map(({ changes, ...header }) => {
      const kept: HistoryStep['changes'] = [];
      for (const change of changes) {
        const clashes = kept.some(
          ({ path }) => path === change.path || isBelow(path, change.path) || isBelow(change.path, path),
        );
        const isFolder = [...files].some((file) => isBelow(file, change.path));
        if (!clashes && !(change.bytes === null && isFolder)) kept.push(change);
      }
      for (const { path, bytes } of kept) {
        for (const file of files)
          if (bytes !== null && (isBelow(file, path) || isBelow(path, file))) files.delete(file);
        if (bytes === null) files.delete(path);
        else files.add(path);
      }
      return { changes: kept, ...header };
    });
  });

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
