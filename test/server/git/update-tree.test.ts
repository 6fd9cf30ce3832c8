import { objectId } from '@ipc-bench/server/git/object-id';
import { planTree } from '@ipc-bench/server/git/plan-tree';
import type { Oid } from '@ipc-bench/server/git/port';
import { updateTree } from '@ipc-bench/server/git/update-tree';
import { expect, test } from 'vitest';

/** Objects in memory, and which trees were read and written. */
function memory() {
  const trees = new Map<Oid, Buffer>();
  const log: string[] = [];
  return {
    trees,
    log,
    readTree(oid: Oid) {
      log.push('read');
      return trees.get(oid) as Buffer;
    },
    writeTree(content: Buffer) {
      log.push('write');
      const oid = objectId('tree', content);
      trees.set(oid, content);
      return oid;
    },
    writeBlob: (content: Uint8Array) => objectId('blob', content),
  };
}

const put = (path: string, content = path) => ({ path, bytes: Buffer.from(content) });

test('reads and writes only the folders on the way to what changes', () => {
  const objects = memory();
  const paths = Array.from({ length: 50 }, (_, at) => `results/e1/2026/${at % 5}/${at}.json`);
  const tree = updateTree(objects, null, planTree(paths.map((path) => put(path))));
  objects.log.length = 0;
  updateTree(objects, tree, planTree([put('results/e1/2026/3/new.json')]));
  expect(objects.log).toEqual([...Array(5).fill('read'), ...Array(5).fill('write')]);
});

test('keeps entries it does not touch byte for byte, odd modes and names included', () => {
  const objects = memory();
  const entry = (mode: string, name: string | Buffer) =>
    Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name as string), Buffer.alloc(21)]);
  const odd = [
    entry('100644', 'B'),
    entry('120000', 'link'),
    entry('160000', 'module'),
    entry('100755', Buffer.from([0x70, 0xff, 0xfe])),
    entry('100664', 'q'),
  ];
  const old = objects.writeTree(Buffer.concat(odd));
  const next = updateTree(objects, old, planTree([put('m'), put('z/y')])) as Oid;
  const bytes = objects.trees.get(next) as Buffer;
  for (const kept of odd) expect(bytes.includes(kept)).toBe(true);
  expect(bytes.length).toBe(Buffer.concat(odd).length + '100644 m\0'.length + '40000 z\0'.length + 40);
});

test('the same changes twice give the same tree', () => {
  const objects = memory();
  const changes = planTree([put('a/b'), put('c')]);
  const once = updateTree(objects, null, changes);
  expect(updateTree(objects, once, changes)).toBe(once);
});

test('what is not there need not be removed, and an empty folder goes', () => {
  const objects = memory();
  const old = updateTree(objects, null, planTree([put('a/b/c'), put('d')])) as Oid;
  const remove = (path: string) => ({ path, bytes: null });
  expect(updateTree(objects, old, planTree([remove('x'), remove('a/x/y'), remove('d/e')]))).toBe(old);
  expect(updateTree(objects, old, planTree([remove('a'), remove('a-b')])), 'a folder is not a file').toBe(old);
  const without = updateTree(objects, old, planTree([remove('a/b/c')]));
  expect(without).toBe(updateTree(objects, null, planTree([put('d')])));
  expect(updateTree(objects, old, planTree([remove('a/b/c'), remove('d')]))).toBeNull();
});
