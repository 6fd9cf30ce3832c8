import { MODE_FILE, MODE_TREE, parseOid, type RemoteTrees, type TreeEntry } from '@ipc-bench/server/git/port';
import { surveyTree } from '@ipc-bench/server/watch/survey-tree';
import { describe, expect, it } from 'vitest';

const id = (digit: string) => parseOid(digit.repeat(40));
const nothing = { hasTree: async () => false, hasFile: async () => false };
const FILE = `${'a'.repeat(64)}.json`;

/** Trees by one-digit ids, rooted at 0, that count how often they are read. */
function trees(entries: Record<string, TreeEntry[]>): RemoteTrees & { reads: string[] } {
  const reads: string[] = [];
  return {
    root: id('0'),
    reads,
    readTree(oid) {
      const [digit = ''] = oid;
      reads.push(digit);
      return entries[digit] ?? [];
    },
  };
}

const folder = (name: string, digit: string): TreeEntry => ({ mode: MODE_TREE, name, oid: id(digit) });
const file = (name: string, mode = MODE_FILE): TreeEntry => ({ mode, name, oid: id('f') });
const day = (entries: TreeEntry[]) => ({
  0: [folder('results', '1')],
  1: [folder('e1', '2')],
  2: [folder('2026', '3')],
  3: [folder('11', '4')],
  4: [folder('20', '5')],
  5: entries,
});

describe('surveyTree', () => {
  it('finds files of the exact shape', async () => {
    const { candidates, oddities } = await surveyTree(trees(day([file(FILE)])), nothing);
    expect(candidates).toEqual([{ path: `results/e1/2026/11/20/${FILE}`, oid: id('f') }]);
    expect(oddities).toEqual([]);
  });

  it('pays for a tree bomb of a million paths what its few shaped folders cost', async () => {
    // Every level holds the next one ten times over, under names that are and names that are not of the layout.
    const names = ['results', 'e1', '2026', '11', '20', ...Array.from({ length: 10 }, (_, at) => `x${at}`)];
    const level = (digit: string) => names.map((name) => folder(name, digit));
    const bomb = trees(Object.fromEntries([...'012345678'].map((digit) => [digit, level(String(Number(digit) + 1))])));
    const { candidates, oddities } = await surveyTree(bomb, nothing);
    expect(bomb.reads.length).toBeLessThan(20);
    expect(candidates).toEqual([]);
    expect(oddities.length).toBeLessThanOrEqual(51);
    expect(oddities.at(-1)?.finding.message).toMatch(/^and \d+ more/);
  });

  it('opens no folder and lists no file that is known', async () => {
    const known = { hasTree: async (path: string) => path === 'results/e1', hasFile: async () => false };
    const opened = trees(day([file(FILE)]));
    expect((await surveyTree(opened, known)).candidates).toEqual([]);
    expect(opened.reads).toEqual(['0', '1']);
    const listed = { hasTree: async () => false, hasFile: async () => true };
    expect((await surveyTree(trees(day([file(FILE)])), listed)).candidates).toEqual([]);
  });

  it.each([
    ['a symbolic link', file(FILE, 0o120000), 'file_mode'],
    ['an executable', file(FILE, 0o100755), 'file_mode'],
    ['a submodule', file(FILE, 0o160000), 'file_mode'],
    ['a folder with the name of a file', folder(FILE, '9'), 'layout'],
    ['another name', file('notes.txt'), 'layout'],
    ['a name with a path in it', file(`../${FILE}`), 'layout'],
    ['a name that is not UTF-8', file(`\ufffd${FILE.slice(1)}`), 'layout'],
  ])('reports %s and never follows it', async (_name, entry, rule) => {
    const found = trees(day([entry]));
    const { candidates, oddities } = await surveyTree(found, nothing);
    expect(candidates).toEqual([]);
    expect(oddities.map(({ finding }) => finding.rule)).toEqual([rule]);
    expect(found.reads).not.toContain('9');
  });
});
