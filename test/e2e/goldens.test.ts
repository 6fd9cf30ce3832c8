// Golden documents, once committed, are merged, indexed and answered by every later version: here all of them, through the
// real command and the real HTTP service, held against what is written down in migrations/goldens/digests.json.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { replay } from '@ipc-bench/migrations/replay';
import type { GoldenDigest } from '@ipc-bench/schema/gate/check-goldens';
import { judge } from '@ipc-bench/schema/judge';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptography } from '../support/document.js';
import { commitToFork } from '../support/fork.js';
import { temporaryFolder } from '../support/git-command.js';
import { type HttpService, startService } from '../support/http-service.js';
import { mergeInto, newData, runCommand } from '../support/maintainer.js';

const folder = resolve(import.meta.dirname, '../../migrations/goldens');
const digests = JSON.parse(readFileSync(join(folder, 'digests.json'), 'utf8')) as Record<string, GoldenDigest>;
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const goldens = Object.entries(digests).map(([path, digest]) => {
  const bytes = readFileSync(join(folder, path.replace('goldens/', '')));
  const report = judge(bytes, { cryptography });
  if (report.verdict === 'invalid') throw new Error(`${path}: ${JSON.stringify(report.findings[0])}`);
  return { name: path, digest, bytes, id: report.id, path: report.path };
});

let service: HttpService;
let data: string;

beforeAll(async () => {
  data = await newData(afterAll);
  const files = Object.fromEntries(goldens.map(({ path, bytes }) => [path, bytes]));
  const { exit, summary } = await mergeInto(data, commitToFork(temporaryFolder(afterAll), 'goldens', files));
  expect([exit, summary.sources[0].counts]).toMatchObject([0, { added: goldens.length, rejected: 0 }]);
  expect((await runCommand('reindex', '--data', data)).exit).toBe(0);
  service = await startService(data);
});
afterAll(() => service.close());

it('every file of the folder is written down, and there is a minimal, a maximal, a real run and an import', () => {
  const found = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.includes('/') && name.endsWith('.json'));
  expect(found.map((name) => `goldens/${name}`).sort()).toEqual(Object.keys(digests).sort());
  for (const name of ['minimal', 'maximal', 'real-run', 'import'])
    expect(Object.keys(digests)).toContain(`goldens/result-1.0.0/${name}.json`);
});

describe.each(goldens)('$name', ({ id, bytes, digest }) => {
  it('is stored and answered byte for byte', async () => {
    const { text } = await service.get(`/v1/results/${id}/raw`);
    expect([sha256(text), sha256(bytes)]).toEqual([digest.sha256, digest.sha256]);
  });

  it('is shown as written down, in the newest format', async () => {
    const answer = await service.get(`/v1/results/${id}`);
    const { migration, result } = answer.json() as { migration: { to: string }; result: { verdict: string } };
    expect([migration.to, result.verdict]).toEqual([digest.format, 'valid']);
    const document = /,"document":(.*),"points":/s.exec(answer.text)?.[1];
    expect(sha256(document ?? '')).toBe(digest.view);
  });

  it('answers with the numbers and keys written down', async () => {
    const numbers: string[] = [];
    let url = '/v1/measurements?historic=include&limit=500';
    for (;;) {
      const { rows, next } = (await service.get(url)).json() as {
        rows: Record<string, unknown>[];
        next: string | null;
      };
      for (const { result, key, ordinal, value, below_ns } of rows)
        if (result === id) numbers.push(`${key} ${ordinal} ${value ?? `< ${below_ns}`}`);
      if (next === null) break;
      url = `/v1/measurements?historic=include&limit=500&cursor=${encodeURIComponent(next)}`;
    }
    const replayed = replay(bytes, { registry: builtInRegistry, cryptography }).numbers;
    expect(numbers.sort()).toEqual(replayed);
    expect([numbers.length, sha256(numbers.join('\n'))]).toEqual([digest.numbers, digest.numbers_sha256]);
  });
});
