import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip, gzipSync } from 'node:zlib';
import { type ImportOutcome, importArchives, listArchives } from '@ipc-bench/server/import/import-archives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { END_OF_TAR, packRun, syntheticRun, tarEntry, tarFile } from '../../support/legacy-archive.js';
import { LEGACY_ABSENT, LEGACY_DIR, listLegacyArchives } from '../../support/legacy-archives.js';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ipc-bench-import-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes archives into a fresh directory; answers with its path. */
function writeArchives(name: string, archives: Record<string, Uint8Array>): string {
  const directory = join(folder, name);
  for (const [file, bytes] of Object.entries(archives)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), bytes);
  }
  return directory;
}

async function collect(paths: string[]): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for await (const outcome of importArchives(paths)) outcomes.push(outcome);
  return outcomes;
}

/** The tree that git makes of the documents: what a branch that holds them points to. */
function treeOf(outcomes: ImportOutcome[]): string {
  const directory = mkdtempSync(join(folder, 'tree-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'core.autocrlf=false', '-C', directory, ...args], { encoding: 'utf8' }).trim();
  git('init', '--quiet');
  for (const outcome of outcomes) {
    if (!('result' in outcome)) continue;
    const path = join(directory, outcome.result.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, outcome.result.bytes);
  }
  git('add', '--all');
  return git('write-tree');
}

const rich = packRun(syntheticRun({ tsc: true }), { owner: 'alice' });
const poor = packRun(syntheticRun(), { root: 'tmp/tmpRepack', reversed: true });
const other = packRun(syntheticRun({ cpus: 4 }));

describe('archives and directories', () => {
  it('are searched for archives, each once, by name', async () => {
    const directory = writeArchives('searched', {
      'b.tar.gz': rich,
      'deep/er/a.tgz': poor,
      'notes.txt': Buffer.from('not an archive'),
      'named-oddly': other,
    });
    symlinkSync('b.tar.gz', join(directory, 'link.tar.gz'));
    const oddly = join(directory, 'named-oddly');
    expect(await listArchives([directory, oddly, join(directory, 'b.tar.gz')])).toEqual([
      join(directory, 'b.tar.gz'),
      join(directory, 'deep/er/a.tgz'),
      oddly,
    ]);
  });

  it('that are refused do not stop the others', async () => {
    const directory = writeArchives('mixed', {
      '1-truncated.tar.gz': rich.subarray(0, 900),
      '2-sound.tar.gz': rich,
      '3-link.tar.gz': gzipSync(tarFile([{ name: 'logs/uname', type: '2', linkName: '/etc/hostname' }])),
      '4-sound.tar.gz': other,
    });
    mkdirSync(join(directory, '5-directory.tar.gz'));
    const outcomes = await collect([directory, join(directory, 'absent.tar.gz')]);
    expect(
      outcomes.map((outcome) => [
        outcome.archive.slice(directory.length + 1),
        'result' in outcome ? 'read' : outcome.refusal.rule,
      ]),
    ).toEqual([
      ['1-truncated.tar.gz', 'truncated'],
      ['2-sound.tar.gz', 'read'],
      ['3-link.tar.gz', 'link'],
      ['4-sound.tar.gz', 'read'],
      ['absent.tar.gz', 'unreadable'],
    ]);
    for (const outcome of outcomes) {
      if ('refusal' in outcome) expect(outcome.refusal.remedy).toMatch(/\.$/);
    }
  });

  it('stop at a signal', async () => {
    const directory = writeArchives('stopped', { 'a.tar.gz': rich, 'b.tar.gz': other });
    const controller = new AbortController();
    const seen: string[] = [];
    const importing = (async () => {
      for await (const { archive } of importArchives([directory], { signal: controller.signal })) {
        seen.push(archive);
        controller.abort();
      }
    })();
    await expect(importing).rejects.toThrow(/abort/i);
    expect(seen.length).toBe(1);
  });
});

describe('the same archives', () => {
  it('give the same tree in any order, poor first or rich first', async () => {
    const files = { rich, poor, other };
    const orders = ['rich poor other', 'poor rich other', 'other poor rich', 'poor other rich'];
    const trees = new Set<string>();
    for (const order of orders) {
      const names = order.split(' ') as (keyof typeof files)[];
      const directory = writeArchives(
        `order-${order.replaceAll(' ', '-')}`,
        Object.fromEntries(names.map((name, at) => [`${at}-${name}.tar.gz`, files[name]])),
      );
      trees.add(treeOf(await collect([directory])));
    }
    expect(trees.size).toBe(1);
  });

  it('twice, or as copies under other names, give nothing more', async () => {
    const once = writeArchives('once', { 'a.tar.gz': rich });
    const copies = writeArchives('copies', {
      'a.tar.gz': rich,
      'b.tar.gz': gzipSync(tarFile([]), { level: 1 }),
      'c.tar.gz': rich,
    });
    expect(treeOf(await collect([once, copies]))).toBe(treeOf(await collect([once])));
  });
});

function readTruth(): { id: string; results_sha256: string }[] {
  return JSON.parse(readFileSync(`${LEGACY_DIR}/truth.json`, 'utf8')).archives;
}

const real = listLegacyArchives();
if (real.length === 0) console.warn(`skipped: ${LEGACY_ABSENT}`);

describe.skipIf(real.length === 0)('the real archives', () => {
  it('give one valid document each, tied into runs, and the same tree in reverse', async () => {
    const outcomes = await collect(real.map(({ path }) => path));
    expect(outcomes.filter((outcome) => 'refusal' in outcome)).toEqual([]);
    const results = outcomes.flatMap((outcome) => ('result' in outcome ? [outcome] : []));
    const runKeys = new Set(results.map(({ run }) => run.runKey));
    // The independent parser's digest of a run's results groups the archives as our run keys do.
    const digests = new Map(readTruth().map(({ id, results_sha256 }) => [id, results_sha256]));
    const digestOf = new Map(real.map(({ id, path }) => [path, digests.get(id)]));
    const pairs = new Set(results.map(({ archive, run }) => `${run.runKey} ${digestOf.get(archive)}`));
    expect([runKeys.size, new Set(digestOf.values()).size]).toEqual([pairs.size, pairs.size]);
    console.info(
      `imported ${results.length} archives: ${runKeys.size} runs, ${new Set(results.map(({ result }) => result.id)).size} documents`,
    );
    expect(treeOf([...outcomes].reverse())).toBe(treeOf(outcomes));
  });
});

describe('memory', () => {
  const importer = fileURLToPath(new URL('../../support/measure-import.mjs', import.meta.url));

  /** Imports in a process of its own; answers with its outcome and its peak resident memory. */
  function measure(archive: string): { outcome: string; peakMb: number } {
    const { stdout, stderr, status } = spawnSync(process.execPath, [importer, archive], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }

  async function writeBomb(name: string, blocks: Iterable<Uint8Array>): Promise<string> {
    const path = join(folder, name);
    await pipeline(Readable.from(blocks), createGzip({ level: 1 }), createWriteStream(path));
    return path;
  }

  function* cells(count: number): Generator<Uint8Array> {
    const noise = (at: number) => ((Math.imul(at + 1, 2_654_435_761) >>> 0) % 9_000_000) + 1_000_000;
    yield tarEntry({ name: 'tmp/tmpAbCdEf/logs/uname', content: 'Linux 3.2.0 x86_64 x86_64 x86_64 GNU/Linux\n' });
    for (let at = 0; at < count; at++) {
      const pair = `${Math.floor(at / 512)}-${at % 512}`;
      const median = `${noise(at)}e-12`;
      yield tarEntry({
        name: `tmp/tmpAbCdEf/results/lat/128/${pair}-pipe_lat/01-pipe_lat-tsc.log`,
        content: `Distribution of all values:\n\tMean ${median}, x\n\tQuintiles: ${[median, median, median, median, median, median].join(', ')}\n\t5% ${median}, median ${median}, 95% ${median}\n`,
      });
    }
    yield END_OF_TAR;
  }

  function* sysfsValues(count: number): Generator<Uint8Array> {
    for (let at = 0; at < count; at++) {
      const cpu = `tmp/tmpAbCdEf/logs/sys-cpu/cpu${at % 512}`;
      yield tarEntry({
        name: `${cpu}/cache/index${Math.floor(at / 512)}/level`,
        content: randomBytes(3000).toString('base64').slice(0, 4000),
      });
    }
    yield END_OF_TAR;
  }

  function* rawLog(bytes: number): Generator<Uint8Array> {
    const head = tarEntry({
      name: 'tmp/tmpAbCdEf/results/lat/128/0-1-pipe_lat/01-pipe_lat-raw_tsc.log',
      declaredSize: bytes,
    }).subarray(0, 512);
    yield tarEntry({ name: 'tmp/tmpAbCdEf/logs/uname', content: 'Linux 3.2.0 x86_64 x86_64 x86_64 GNU/Linux\n' });
    yield head;
    const lines = Buffer.from(
      Array.from({ length: 4096 }, (_, i) => `${(1e-6 + i * 1e-9).toExponential(6)}\n`).join(''),
    );
    for (let left = bytes; left > 0; left -= lines.length) yield lines.subarray(0, Math.min(left, lines.length));
    yield END_OF_TAR;
  }

  function* repeat(times: number, bytes: Buffer): Generator<Uint8Array> {
    for (let i = 0; i < times; i++) yield bytes;
  }

  it('stays under 200 MB for any archive', { timeout: 300_000 }, async () => {
    const entry = tarEntry({ name: 'e' });
    const bombs = {
      zeros: await writeBomb('zeros.tar.gz', repeat(100, Buffer.alloc(1024 * 1024))),
      'as many cells as there may be members': await writeBomb('cells.tar.gz', cells(99_000)),
      'sysfs values of 4 KB': await writeBomb('values.tar.gz', sysfsValues(20_000)),
      'a raw log of 60 MB': await writeBomb('raw.tar.gz', rawLog(60 * 1024 * 1024)),
      'a million members': await writeBomb('members.tar.gz', repeat(1000, Buffer.concat([...repeat(1000, entry)]))),
    };
    const measured = Object.entries(bombs).map(([what, archive]) => ({ what, ...measure(archive) }));
    const largest = real
      .filter(({ id }) => /wlnFNM|MhTCHX|3tSeqw/.test(id))
      .map(({ id, path }) => ({ what: id, ...measure(path) }));
    for (const { what, outcome, peakMb } of [...measured, ...largest])
      console.info(`${what}: ${outcome}, peak ${peakMb} MB`);
    expect([...measured, ...largest].filter(({ peakMb }) => peakMb >= 200)).toEqual([]);
    expect(measured.map(({ outcome }) => outcome)).toEqual([
      'ratio_too_high',
      'document_too_large',
      'too_many_members',
      'no_results',
      'too_many_members',
    ]);
  });
});
