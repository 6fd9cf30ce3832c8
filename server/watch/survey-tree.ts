// Walks the tree of a tip. Only folders of the layout's shape are opened, so a tree bomb of a million paths costs what
// its few shaped folders cost; a folder that is known as a whole is not opened at all.
import { MODE_FILE, MODE_TREE, type RemoteTrees } from '../git/port.js';
import type { Candidate } from '../submission.js';
import { isLayoutDirectory, isLayoutFile } from './layout-shape.js';
import { collectOddities } from './oddities.js';
import type { Known, Survey } from './source.js';

export async function surveyTree(trees: RemoteTrees, known: Known): Promise<Survey> {
  const candidates: Candidate[] = [];
  const oddities = collectOddities();
  const pending = [{ path: '', oid: trees.root }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const prefix = folder.path === '' ? '' : `${folder.path}/`;
    for (const { mode, name, oid } of trees.readTree(folder.oid)) {
      const path = prefix + name;
      if (mode === MODE_TREE && isLayoutDirectory(path)) {
        if (!(await known.hasTree(path, oid))) pending.push({ path, oid });
      } else if (mode === MODE_FILE && isLayoutFile(path)) {
        if (!(await known.hasFile(path, oid))) candidates.push({ path, oid });
      } else {
        oddities.note(path, mode, oid);
      }
    }
  }
  return { candidates, oddities: oddities.list() };
}
