import { advanceIndex } from '@ipc-bench/server/index/advance-index';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { latencyMeasurement, plainDocument, resultFile, testKey } from '../../support/document.js';
import { emptyData } from '../../support/indexed.js';

/** One result of a machine of its own, all of one configuration. */
function result(at: number, p50Ps: number) {
  const nonce = at.toString(16).padStart(32, '0');
  return resultFile(plainDocument({ nonce, measurements: [latencyMeasurement(p50Ps)] }), testKey(`replicate ${at}`));
}

function marked(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const ids = database.prepare('SELECT id FROM off_replicates JOIN submission USING (sub) ORDER BY id').pluck().all();
  database.close();
  return ids as string[];
}

const usual = Array.from({ length: 9 }, (_, at) => result(at, 9_000_000 + at * 20_000));
const odd = result(50, 40_000_000);

describe('off_replicates', () => {
  it('holds what lies far off the other results of its configuration, from the eighth on', async () => {
    const { path, input, commit } = await emptyData();
    await advanceIndex(path, await commit([...usual.slice(0, 6), odd]), input);
    expect(marked(path)).toEqual([]);
    await advanceIndex(path, await commit(usual.slice(6)), input);
    expect(marked(path)).toEqual([odd.id]);
  });

  it('forgets when the replicates are gone, and does not depend on the way', async () => {
    const { path, input, commit } = await emptyData();
    await advanceIndex(path, await commit([odd, ...usual]), input);
    expect(marked(path)).toEqual([odd.id]);
    const head = await commit(usual.slice(0, 3).map((file) => ({ path: file.path, bytes: null })));
    await advanceIndex(path, head, input);
    expect(marked(path)).toEqual([]);
    await buildIndex(path, head, input);
    expect(marked(path)).toEqual([]);
  });
});
