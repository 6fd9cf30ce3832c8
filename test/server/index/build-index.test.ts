import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { ERRATUM_DOMAIN, formatErratumPath } from '@ipc-bench/schema/erratum';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { CurrentIndex } from '@ipc-bench/server/index/current-index';
import { describe, expect, it, onTestFinished } from 'vitest';
import { allAnswers } from '../../support/answers.js';
import { type CorpusResult, corpus } from '../../support/corpus.js';
import { cryptography, plainDocument, resultFile, signDocument, testKey } from '../../support/document.js';
import { signedFact } from '../../support/fact.js';
import { emptyData, indexedData } from '../../support/indexed.js';
import { subjectOf } from '../../support/signed-facts.js';

const key = testKey('index');
const good = resultFile(plainDocument(), key);

describe('buildIndex', () => {
  it('gives byte-identical answers after the index was deleted and built again', async () => {
    const { index, path, repository, input } = await indexedData(corpus(40, 3));
    const before = allAnswers(index);
    const commit = index.meta().commit;
    rmSync(path);
    await new Promise((resolve) => setImmediate(resolve)); // an index is looked at once per turn
    expect(() => index.meta()).toThrow('no index');
    await buildIndex(path, (await repository.readRef('refs/heads/data')) ?? (commit as never), input);
    expect(allAnswers(index)).toEqual(before);
    index.close();
  });

  it('names the tree it was built from and counts what it holds', async () => {
    const { index, repository } = await indexedData(corpus(40, 3));
    onTestFinished(() => index.close());
    const { revision, commit, results, measurements, missing, unread, provisional, left_out } = index.read((snapshot) =>
      snapshot.summary(),
    );
    expect((await repository.readCommit(commit as never)).tree).toBe(revision);
    expect(results).toBe(40);
    expect(Math.min(measurements, missing, unread, provisional)).toBeGreaterThan(0);
    expect(left_out).toEqual([]);
  });

  it('counts and names what the validator refuses or defers, and indexes the rest', async () => {
    const tampered = Buffer.from(Buffer.from(good.bytes).toString().replace('"stepping":8', '"stepping":9'));
    const wrongPath = `results/e1/2026/11/20/${cryptography.sha256(tampered)}.json`;
    const newer = canonicalBytes(signDocument(plainDocument({ schema: '1.9.0' }), key));
    const newerPath = `results/e1/2026/11/20/${cryptography.sha256(newer)}.json`;
    const { index } = await indexedData([
      good,
      { path: wrongPath, bytes: tampered },
      { path: newerPath, bytes: newer },
      { path: 'README.md', bytes: Buffer.from('no result') },
    ]);
    onTestFinished(() => index.close());
    const summary = index.read((snapshot) => snapshot.summary());
    expect(summary.results).toBe(1);
    const byVerdict = Object.fromEntries(summary.left_out.map((file) => [file.verdict, file]));
    expect(byVerdict.invalid).toMatchObject({ path: wrongPath, rule: 'signature_wrong', pointer: '/signature' });
    expect(byVerdict.deferred).toMatchObject({ path: newerPath, rule: null });
    expect(summary.left_out).toHaveLength(2);
  });

  it('indexes an empty tree', async () => {
    const { index } = await indexedData([]);
    onTestFinished(() => index.close());
    expect(index.read((snapshot) => snapshot.summary())).toMatchObject({ results: 0, measurements: 0 });
    expect(JSON.parse(allAnswers(index)[0] ?? '').rows).toEqual([]);
  });

  it('leaves no file behind but the index, whether it ends or is stopped', async () => {
    const data = await emptyData();
    const commit = await data.commit(corpus(40, 3));
    await buildIndex(data.path, commit, data.input);
    const files = () => readdirSync(data.folder).filter((name) => name.startsWith('index'));
    expect(files()).toEqual(['index.sqlite']);
    const stop = new AbortController();
    const stopped = buildIndex(data.path, commit, {
      ...data.input,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(stopped).rejects.toThrow('aborted');
    expect(files()).toEqual(['index.sqlite']);
  });

  it('replaces a damaged file and the journal of a writer that died', async () => {
    const data = await emptyData();
    const commit = await data.commit([good]);
    writeFileSync(data.path, 'this is no database');
    writeFileSync(`${data.path}-journal`, 'nor is this a journal');
    await buildIndex(data.path, commit, data.input);
    const index = new CurrentIndex(data.path);
    onTestFinished(() => index.close());
    expect(index.read((snapshot) => snapshot.summary()).results).toBe(1);
    expect(readdirSync(data.folder).filter((name) => name.startsWith('index'))).toEqual(['index.sqlite']);
  });

  it('keeps absurd but valid counts from breaking the build', async () => {
    const huge = Number.MAX_SAFE_INTEGER;
    const parameters = { message_bytes: 64, idle: 'natural', touch: 'read_lines', pinned: true };
    const shared = { version: '1.0.0', ordinal: 0, parameters };
    const cost = { cpu_ns: huge };
    const absurd = resultFile(
      plainDocument({
        measurements: [
          {
            ...shared,
            kind: 'throughput',
            benchmark: 'pipe.throughput',
            repeats: [{ messages: huge, bytes: huge, elapsed_ns: 1, writer: cost, reader: cost }],
          },
          {
            ...shared,
            kind: 'latency',
            benchmark: 'pipe.latency',
            repeats: [{ n: 1, min_ps: 1, max_ps: huge, initiator: cost, responder: cost }],
            batched: [{ n: huge, batch: 1_000_000_000, mean_ps: huge }],
          },
        ],
      }),
      key,
    );
    const { index } = await indexedData([absurd]);
    onTestFinished(() => index.close());
    const rows = index.read((snapshot) =>
      snapshot.all('SELECT p50, cpu, max, batched_mean, n FROM measurement ORDER BY n', []),
    );
    expect(rows).toEqual([
      [null, null, huge, huge, 1],
      [null, expect.any(Number), null, null, huge],
    ]);
  });
});

/** Two packings of one historic run. */
function packings(historic: readonly CorpusResult[]): CorpusResult[] {
  const keyOf = ({ document }: CorpusResult) => document.run.run_key;
  const twice = historic.find(
    (result, at) => keyOf(result) && historic.slice(0, at).some((other) => keyOf(other) === keyOf(result)),
  );
  return historic
    .filter((result) => keyOf(result) !== undefined && keyOf(result) === (twice && keyOf(twice)))
    .slice(0, 2);
}

describe('facts in the tree', () => {
  const maintainer = testKey('maintainer');
  const erratum = (members: object) => {
    const bytes = signedFact(
      ERRATUM_DOMAIN,
      { erratum: 1, maintainer_key: maintainer.machineKey, ...members },
      maintainer,
    );
    return { path: formatErratumPath(cryptography.sha256(bytes)), bytes };
  };
  const historic = corpus(120, 5).filter(({ document }) => document.signature === undefined);
  const [vouched, other] = historic.filter(({ document }) => document.run.run_key === undefined);
  const [one, two] = packings(historic);
  if (!vouched || !other || !one || !two) throw new Error('the corpus holds too few historic results');
  const files = [
    good,
    vouched,
    other,
    erratum({ effect: 'vouch', subject: subjectOf(vouched) }),
    erratum({ effect: 'invalid', benchmark: 'pipe.latency', machine_key: key.machineKey }),
  ];
  const listed = (index: CurrentIndex, given: Record<string, string> = {}) =>
    (JSON.parse(allAnswers(index, given)[0] ?? '').rows as { id: string }[]).map(({ id }) => id);

  it('act when the maintainer is trusted: a vouch lets a historic result stand in default answers', async () => {
    const { index } = await indexedData(files, { trusted: [maintainer.machineKey] });
    onTestFinished(() => index.close());
    expect(listed(index).sort()).toEqual([good.id, vouched.id].sort());
    expect(listed(index, { historic: 'exclude' })).toEqual([good.id]);
  });

  it('act when the maintainer is trusted: numbers of a benchmark declared invalid are counted, not given', async () => {
    const { index } = await indexedData(files, { trusted: [maintainer.machineKey] });
    onTestFinished(() => index.close());
    expect(index.read((snapshot) => snapshot.summary()).invalidated).toBe(1);
    expect(
      index.read((snapshot) =>
        snapshot.all('SELECT count(*) FROM submission JOIN measurement USING (sub) WHERE id = ?', [good.id]),
      ),
    ).toEqual([[0]]);
  });

  it('let the packing of a run that is vouched for stand for it, then the one that is not invalid', async () => {
    const only = async (...facts: { path: string; bytes: Uint8Array }[]) => {
      const { index } = await indexedData([one, two, ...facts], { trusted: [maintainer.machineKey] });
      onTestFinished(() => index.close());
      return listed(index, { historic: 'only', invalid: 'include' });
    };
    for (const file of [one, two]) {
      const { id } = file;
      expect(await only(erratum({ effect: 'vouch', subject: subjectOf(file) }))).toEqual([id]);
      expect(await only(erratum({ effect: 'invalid', subject: subjectOf(file) }))).toEqual([
        id === one.id ? two.id : one.id,
      ]);
    }
  });

  it('do nothing when the maintainer is not trusted', async () => {
    const { index } = await indexedData(files, { trusted: [testKey('somebody').machineKey] });
    onTestFinished(() => index.close());
    expect(listed(index)).toEqual([good.id]);
    expect(index.read((snapshot) => snapshot.summary()).invalidated).toBe(0);
  });

  it('take a whole result out of default answers when they declare it invalid, even where another vouches', async () => {
    const invalid = erratum({ effect: 'invalid', subject: subjectOf(vouched) });
    const { index } = await indexedData([...files, invalid], { trusted: [maintainer.machineKey] });
    onTestFinished(() => index.close());
    expect(listed(index)).toEqual([good.id]);
    expect(listed(index, { invalid: 'only' })).toEqual([vouched.id]);
  });
});
