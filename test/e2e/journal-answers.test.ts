// "What became of my result?": the journal over HTTP, of rounds over real HTTP.

import { locateData } from '@ipc-bench/server/data-directory';
import { openJournal } from '@ipc-bench/server/journal/open-journal';
import { JOURNAL_STEPS } from '@ipc-bench/server/journal/tables';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badFiles } from '../support/bad-files.js';
import { resultFiles, type TestFile } from '../support/document.js';
import { byPath, commitToFork } from '../support/fork.js';
import { temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';
import { type HttpService, startService } from '../support/http-service.js';
import { mergeInto, newData } from '../support/maintainer.js';
import { fileOfFormat } from '../support/round.js';
import { retractionFile, subjectOf } from '../support/signed-facts.js';

const root = temporaryFolder(afterAll);
const files = resultFiles(3, 'journal');
const [first, second] = files as [TestFile, TestFile, TestFile];
const [bad] = badFiles as [(typeof badFiles)[0] & object];
const newer = fileOfFormat('2.0.0', '1');
let backend: GitHttpBackend;
let service: HttpService;
let data: string;
let fork: string;

beforeAll(async () => {
  backend = await startGitHttpBackend({ root });
  commitToFork(root, 'fork', { ...byPath(files), [bad.path]: bad.bytes, [newer[0]]: newer[1] });
  commitToFork(root, 'withdrawn', Object.fromEntries([retractionFile('journal', subjectOf(first))]));
  const local = commitToFork(root, 'local', byPath(resultFiles(1, 'a path of the maintainer')));
  data = await newData(afterAll);
  fork = `${backend.url}/fork.git`;
  await mergeInto(data, fork, `${backend.url}/missing.git`, local);
  await mergeInto(data, `${backend.url}/withdrawn.git`);
  service = await startService(data);
});
afterAll(async () => {
  await service.close();
  await backend.close();
});

type Row = Record<string, unknown>;
const ask = async (url: string) => (await service.get(url)).json() as { rows: Row[]; result: Row; next: string | null };
const idOf = (path: string) => path.slice(-69, -5);

describe('/v1/submissions', () => {
  it.each([
    ['kept', () => second.id, 'added', /in the database/],
    ['withdrawn later, by another source', () => first.id, 'retracted', /withdrawn by its machine key/],
    ['refused', () => idOf(bad.path), 'rejected', /^It was refused for \w+ at /],
    ['newer than the service', () => idOf(newer[0]), 'deferred', /judged again after the maintainer has upgraded/],
    ['never seen', () => 'ab'.repeat(32), 'unknown', /branch results/],
  ])('says what became of a result that is %s', async (_, id, outcome, sentence) => {
    const { result } = await ask(`/v1/submissions?result=${id()}`);
    expect(result).toMatchObject({ id: id(), outcome, sentence: expect.stringMatching(sentence) });
  });

  it('gives every reason and remedy of a refusal, with when and from where', async () => {
    const { rows } = await ask('/v1/submissions?outcome=rejected');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ source_name: fork, ref: 'refs/heads/results/0a1b2c3d', path: bad.path });
    const [reason] = (rows[0]?.findings ?? []) as Row[];
    expect(reason?.remedy).toMatch(/\w/);
    expect(rows[0]?.first_seen).toBe(rows[0]?.decided);
  });

  it('lists all of one source, page by page, by URL or id', async () => {
    const { rows: all } = await ask(`/v1/submissions?source=${fork}`);
    expect(all.map(({ path }) => path).sort()).toEqual([...files.map(({ path }) => path), bad.path, newer[0]].sort());
    const walked: Row[] = [];
    for (let url: string | null = `/v1/submissions?source=${all[0]?.source}&limit=2`; url !== null; ) {
      const { rows, next } = await ask(url);
      walked.push(...rows);
      url = next && `/v1/submissions?source=${all[0]?.source}&limit=2&cursor=${next}`;
    }
    expect(walked).toEqual(all);
  });

  it("refuses what it does not know, and another query's cursor", async () => {
    const { next } = await ask('/v1/submissions?limit=1');
    for (const query of ['sauce=x', 'result=abc', 'outcome=lost', 'limit=0', `outcome=added&cursor=${next}`])
      expect((await service.get(`/v1/submissions?${query}`)).status, query).toBe(400);
  });

  it('is 304 for who has it, until a round changes something', async () => {
    const { headers } = await service.get('/v1/submissions');
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await service.get('/v1/submissions', known)).status).toBe(304);
    await mergeInto(data, commitToFork(root, 'another', byPath(resultFiles(1, 'yet another'))));
    expect((await service.get('/v1/submissions', known)).status).toBe(200);
  });
});

describe('/v1/sources', () => {
  it('says how each was read and what became of its files, and names no path of the maintainer', async () => {
    const answer = await service.get('/v1/sources');
    expect(answer.text).not.toContain(root);
    const rows = (await ask('/v1/sources')).rows;
    expect(rows.slice(0, 3)).toMatchObject([
      {
        name: fork,
        kind: 'public',
        last_outcome: 'done',
        counts: { added: 2, retracted: 1, rejected: 1, deferred: 1, failed: 0, unchanged: 0 },
      },
      { name: `${backend.url}/missing.git`, last_outcome: 'failed', error: { code: 'unreachable' } },
      { id: 'local-3', name: null, kind: 'local', counts: { added: 1 } },
    ]);
    for (const row of rows) {
      const { source } = (await service.get(`/v1/sources/${row.id}`)).json();
      expect(source).toEqual(row);
    }
    expect((await ask('/v1/sources?last_outcome=failed')).rows).toHaveLength(1);
  });

  it('is 404 for an id that is no source, and 400 for what is no id', async () => {
    expect((await service.get(`/v1/sources/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await service.get('/v1/sources/xyz')).status).toBe(400);
    expect((await service.get(`/v1/sources/${'0'.repeat(64)}?x=1`)).status).toBe(400);
  });
});

it('a service without a journal says so', async () => {
  const bare = await startService(temporaryFolder());
  const { status, text } = await bare.get('/v1/submissions');
  expect([status, JSON.parse(text).code]).toEqual([503, 'no_journal']);
  await bare.close();
});

it('a journal of the first version keeps all that it knew', () => {
  const path = locateData(temporaryFolder()).journal;
  const old = new Database(path);
  old.exec(JOURNAL_STEPS[0] as string);
  old.exec(`INSERT INTO round VALUES (1, '2026-11-20T00:00:00Z', NULL, 'r', 't', NULL);
    INSERT INTO source (name) VALUES ('https://x.example/a.git'); INSERT INTO visit VALUES (1, 1, 'done', NULL, NULL);
    INSERT INTO candidate VALUES (1, 'refs/heads/x', 'p', '${'a'.repeat(40)}', 'rejected', 'h', NULL, '[]', 'basis', 1, 1)`);
  old.pragma('user_version = 1');
  old.close();
  const journal = openJournal(path);
  expect(journal.record.sourceId('https://x.example/a.git', true)).toBe(1);
  expect(journal.record.findSettled({ path: 'p', oid: 'a'.repeat(40) as never }, 'basis')).toMatchObject({ hash: 'h' });
  journal.close();
});
