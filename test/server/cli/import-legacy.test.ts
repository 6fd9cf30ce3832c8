// The whole way of a historic archive: command, canonical repository, index, answers.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answering } from '@ipc-bench/server/cli/answering';
import { git as gitPort } from '@ipc-bench/server/cli/git';
import { locateData } from '@ipc-bench/server/data-directory';
import { buildApp } from '@ipc-bench/server/http/build-app';
import { openLog } from '@ipc-bench/server/log';
import type { ImportSummary } from '@ipc-bench/server/pipeline/merge-archives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git, temporaryFolder } from '../../support/git-command.js';
import { packRun, syntheticRun } from '../../support/legacy-archive.js';
import { LEGACY_ABSENT, listLegacyArchives } from '../../support/legacy-archives.js';
import { checkSound, digestOf, runCommand } from '../../support/maintainer.js';

const SECRETS = ['zaphod', 'beeblebrox.example.org', '8675309'];
const [owner, host, memory] = SECRETS as [string, string, string];

const run = {
  ...syntheticRun({ tsc: true }),
  'logs/uname': `Linux 3.2.0-${host} x86_64 ${owner} ${host} GNU/Linux\n`,
  'logs/dmesg_virt': `[    0.000000] Booting paravirtualized kernel on bare hardware\n[ 1.0] ${owner}@${host} virtual\n`,
  'logs/meminfo': `MemTotal:        ${memory} kB\n`,
};
const withoutSummaries = Object.fromEntries(Object.entries(run).filter(([path]) => !path.endsWith('-tsc.log')));
const archives = {
  rich: packRun(run, { owner }),
  poor: packRun(withoutSummaries, { owner, root: `home/${owner}/tmpRepack`, reversed: true }),
  other: packRun(syntheticRun({ cpus: 4, numaNodes: 2 }), { owner }),
  broken: packRun(run).subarray(0, 1000),
};

const folder = temporaryFolder(afterAll);
const path = (name: keyof typeof archives) => join(folder, `${name}.tar.gz`);
const maintainer = join(temporaryFolder(afterAll), 'data');

beforeAll(async () => {
  for (const [name, bytes] of Object.entries(archives)) writeFileSync(path(name as keyof typeof archives), bytes);
  expect((await runCommand('init', '--data', maintainer)).exit).toBe(0);
});

/** A fresh data directory of the same maintainer, whose vouches are the same files. */
function sameMaintainer(): string {
  const data = join(temporaryFolder(), 'data');
  cpSync(maintainer, data, { recursive: true });
  return data;
}

async function importInto(data: string, ...words: string[]) {
  const ran = await runCommand('import-legacy', '--json', '--data', data, ...words);
  return { ...ran, summary: JSON.parse(ran.out || 'null') as ImportSummary };
}

/** What a researcher is told, apart from ids of this moment. */
async function answersOf(data: string): Promise<unknown[]> {
  const paths = locateData(data);
  const { service, close } = answering(paths, gitPort, '0.0.0');
  const app = await buildApp(service, openLog('silent'));
  try {
    const urls = [
      '/v1/results',
      '/v1/measurements?benchmark=pipe.latency',
      '/v1/measurements?benchmark=shm_arena.throughput',
    ];
    return await Promise.all(urls.map(async (url) => (await app.inject(url)).json()));
  } finally {
    await app.close();
    await close();
  }
}

describe('import-legacy', () => {
  it('names every archive and what became of it, and ends with 3 when one was refused', async () => {
    const data = sameMaintainer();
    const { exit, summary } = await importInto(data, folder);
    expect(exit).toBe(3);
    expect(summary.archives.map(({ archive, outcome, refusal }) => [archive, outcome, refusal?.rule])).toEqual([
      [path('broken'), 'rejected', 'truncated'],
      [path('other'), 'added', undefined],
      [path('poor'), 'added', undefined],
      [path('rich'), 'added', undefined],
    ]);
    expect(summary).toMatchObject({ runs: 2, vouched: true, dry_run: false });
    const words = await runCommand('import-legacy', '--data', data, folder);
    for (const name of Object.keys(archives)) expect(words.out).toContain(`${name}.tar.gz: `);
    checkSound(data);
  });

  it('adds nothing the second time', async () => {
    const data = sameMaintainer();
    const first = await importInto(data, path('rich'), path('other'));
    expect(first.exit).toBe(0);
    const digest = await digestOf(data);
    const second = await importInto(data, path('other'), path('rich'));
    expect(second.summary.archives.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    expect(await digestOf(data)).toEqual(digest);
  });

  it('ends at the same tree and answers, poor first, rich first or both at once', async () => {
    const ways: (keyof typeof archives)[][][] = [
      [['poor'], ['rich'], ['other']],
      [['rich'], ['other'], ['poor']],
      [['other', 'rich', 'poor']],
    ];
    const ends = [];
    for (const steps of ways) {
      const data = sameMaintainer();
      for (const step of steps) expect((await importInto(data, ...step.map(path))).exit).toBe(0);
      ends.push({ digest: await digestOf(data), answers: await answersOf(data) });
    }
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
    expect(ends[0]?.digest.count).toBe(6); // three documents, three vouches
  });

  it('shows the richest packing of a run', async () => {
    const data = sameMaintainer();
    const { summary } = await importInto(data, path('poor'), path('rich'));
    const rich = summary.archives.find(({ archive }) => archive === path('rich'))?.result;
    const [results] = (await answersOf(data)) as [{ rows: { id: string }[] }];
    expect(results.rows.map(({ id }) => id)).toEqual([rich]);
  });

  it('says what it would do, and writes nothing, in a dry run', async () => {
    const data = sameMaintainer();
    const before = await digestOf(data);
    const { exit, summary } = await importInto(data, '--dry-run', path('rich'));
    expect([exit, summary.dry_run, summary.archives[0]?.outcome]).toEqual([0, true, 'added']);
    expect(await digestOf(data)).toEqual(before);
  });

  it('keeps results out of default answers without a vouch', async () => {
    const data = sameMaintainer();
    expect((await importInto(data, '--no-vouch', path('rich'))).summary.vouched).toBe(false);
    expect((await digestOf(data)).count).toBe(1);
    const [results] = (await answersOf(data)) as [{ rows: unknown[] }];
    expect(results.rows).toEqual([]);
  });

  it('needs a data directory, and reads a cap from the settings', async () => {
    expect((await runCommand('import-legacy', '--data', join(folder, 'absent'), path('rich'))).exit).toBe(1);
    process.env.IPC_BENCH_ARCHIVE_MEMBERS = '10';
    try {
      const { summary } = await importInto(sameMaintainer(), path('rich'));
      expect(summary.archives[0]?.refusal?.rule).toBe('too_many_members');
    } finally {
      delete process.env.IPC_BENCH_ARCHIVE_MEMBERS;
    }
  });

  it('lets no owner, host or exact size into repository, index, journal or output', async () => {
    const data = sameMaintainer();
    const { out, err } = await importInto(data, path('rich'), path('poor'), path('other'));
    const repository = join(data, 'results.git');
    const objects = git(['cat-file', '--batch-all-objects', '--batch'], { cwd: repository });
    const files = ['index.sqlite', 'journal.sqlite'].map((file) => readFileSync(join(data, file), 'latin1'));
    const names = readdirSync(repository, { recursive: true }).join('\n');
    for (const secret of SECRETS) {
      for (const text of [objects, names, out, err, ...files]) expect(text).not.toContain(secret);
    }
    expect(objects).toContain('shm_ring_spin.throughput'); // the search looked at what was written
  });
});

const real = listLegacyArchives();
if (real.length === 0) console.warn(`skipped: ${LEGACY_ABSENT}`);

describe.skipIf(real.length === 0)('the real archives', () => {
  it('end at the same tree in one go, in reverse, and one after the other', async () => {
    const paths = real.map((archive) => archive.path);
    const digests = [];
    for (const steps of [[paths], [paths.slice(20), paths.slice(0, 20)], [[...paths].reverse()]]) {
      const data = sameMaintainer();
      for (const step of steps) expect((await importInto(data, ...step)).exit).toBe(0);
      digests.push(await digestOf(data));
    }
    expect(new Set(digests.map(({ tree }) => tree)).size).toBe(1);
    console.info(`${real.length} archives: ${digests[0]?.count} files, tree ${digests[0]?.tree}`);
  });
});
