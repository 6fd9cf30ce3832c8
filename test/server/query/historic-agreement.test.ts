// Answers over the real archives of the original suite, imported by the real command, held against what an independent
// parser read from them (truth.json) and plain arithmetic: counts, medians per benchmark and virtualisation, matrices.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '@ipc-bench/server/cli/git';
import { parseOid } from '@ipc-bench/server/git/port';
import { CurrentIndex } from '@ipc-bench/server/index/current-index';
import { compare } from '@ipc-bench/server/query/compare';
import { configurations } from '@ipc-bench/server/query/configurations';
import { facets } from '@ipc-bench/server/query/facets';
import { matrix } from '@ipc-bench/server/query/matrix';
import { measurements } from '@ipc-bench/server/query/measurements';
import type { Query } from '@ipc-bench/server/query/query';
import { findFile } from '@ipc-bench/server/query/result';
import { results } from '@ipc-bench/server/query/results';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/git-command.js';
import { LEGACY_ABSENT, LEGACY_DIR, listLegacyArchives } from '../../support/legacy-archives.js';
import { runCommand } from '../../support/maintainer.js';
import type { Row } from '../../support/oracle.js';
import { walk } from '../../support/walk.js';

// biome-ignore lint/suspicious/noExplicitAny: the independent parser's answer, read field by field
type Truth = any;

const archives = listLegacyArchives();
if (archives.length === 0) console.warn(`skipped: ${LEGACY_ABSENT}`);

/** Test of the original suite → benchmark and what its name alone says. */
const BENCHMARKS: Readonly<Record<string, { benchmark: string; nodelay?: boolean }>> = {
  pipe_thr: { benchmark: 'pipe.throughput' },
  unix_thr: { benchmark: 'unix_stream.throughput' },
  tcp_thr: { benchmark: 'tcp.throughput', nodelay: false },
  tcp_nodelay_thr: { benchmark: 'tcp.throughput', nodelay: true },
  vmsplice_coop_pipe_thr: { benchmark: 'vmsplice.throughput' },
  mempipe_thr: { benchmark: 'shm_ring_futex.throughput' },
  mempipe_spin_thr: { benchmark: 'shm_ring_spin.throughput' },
  shmem_pipe_thr: { benchmark: 'shm_arena.throughput' },
  pipe_lat: { benchmark: 'pipe.latency' },
  unix_lat: { benchmark: 'unix_stream.latency' },
  tcp_lat: { benchmark: 'tcp.latency', nodelay: false },
  tcp_nodelay_lat: { benchmark: 'tcp.latency', nodelay: true },
  mempipe_lat: { benchmark: 'shm_spin.latency' },
};

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] as number) + (sorted[Math.ceil((sorted.length - 1) / 2)] as number)) /
    2
  );
};

/** Rounded up to a power of two, or to one and a half times one. */
function memoryClass(kilobytes: number): number {
  const bytes = kilobytes * 1024;
  const power = 2 ** Math.ceil(Math.log2(bytes));
  return bytes <= 0.75 * power ? 0.75 * power : power;
}

/** What makes two machines alike, as far as the archives tell. */
function configurationOf({ cpu, topology, memory, virtualisation, numa }: Truth): string {
  const { vendor_id, model_name, cpu_family, model, stepping, logical_cpus } = cpu;
  const caches = topology.caches.map(({ level, type, size_bytes, shared_by_cpus, instances }: Truth) =>
    [level, type, size_bytes, shared_by_cpus, instances].join(' '),
  );
  return JSON.stringify([
    ...[vendor_id, model_name, cpu_family, model, stepping, logical_cpus, topology.sockets_raw_ids.length],
    ...[topology.threads_per_core, caches.sort(), memoryClass(memory.mem_total_kb), numa.length],
    ...[virtualisation.verdict, virtualisation.technology],
  ]);
}

describe.skipIf(archives.length === 0)('answers over the historic archives', () => {
  let index: CurrentIndex;
  const documents = new Map<string, Truth>();
  /** Archives by the result that they became; of several packings of one run the one shown. */
  let shown: Map<string, Truth>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into field by field
  const ask = (query: Query, given: Readonly<Record<string, string>> = {}): any =>
    JSON.parse(index.read(query.plan(given)).body.toString());

  beforeAll(async () => {
    const data = join(temporaryFolder(afterAll), 'data');
    await runCommand('init', '--data', data);
    const { out, exit } = await runCommand('import-legacy', '--json', '--data', data, `${LEGACY_DIR}/archives`);
    expect(exit).toBe(0);
    index = new CurrentIndex(join(data, 'index.sqlite'));
    const truth = JSON.parse(readFileSync(`${LEGACY_DIR}/truth.json`, 'utf8')).archives as Truth[];
    const resultOf = new Map<string, string>(
      JSON.parse(out).archives.map(({ archive, result }: Row) => [archive, result]),
    );
    const entries = truth.map((one): [string, Truth] => [
      String(resultOf.get(`${LEGACY_DIR}/archives/${one.id}.tar.gz`)),
      one,
    ]);
    const runs = Map.groupBy(entries, ([, one]) => one.content_sha256_without_tsc);
    const richness = (one: Truth) => ['csv_only', 'tsc', 'raw_tsc'].indexOf(one.latency_detail);
    shown = new Map(
      Array.from(
        runs.values(),
        (packings) => packings.sort(([, a], [, b]) => richness(b) - richness(a))[0] as [string, Truth],
      ),
    );
    const repository = await git.open(join(data, 'results.git'));
    for (const id of shown.keys()) {
      const blob = index.read((rows) => findFile(rows, id)?.blob);
      documents.set(id, JSON.parse(Buffer.from(await repository.readBlob(parseOid(String(blob)))).toString()));
    }
    await repository.close();
  }, 300_000);
  afterAll(() => index?.close());

  const listed = (given: Record<string, string> = {}) => walk(results, index, { limit: '500', ...given });

  it('count each run once, by its richest packing, and each kind of machine', () => {
    expect(new Set(listed().map(({ id }) => id))).toEqual(new Set(shown.keys()));
    const counts = (name: string) =>
      new Map(
        ask(facets)
          .facets.find(({ facet }: Row) => facet === name)
          .values.map(({ value, results: count }: Row) => [value, count]),
      );
    const wanted = (nameOf: (one: Truth) => string) => {
      const all = new Map<string, number>();
      for (const one of shown.values()) all.set(nameOf(one), (all.get(nameOf(one)) ?? 0) + 1);
      return all;
    };
    expect(counts('virtualisation')).toEqual(wanted(({ virtualisation }) => virtualisation.verdict));
    expect(counts('kernel_line')).toEqual(wanted(({ uname }) => uname.release.match(/^\d+\.\d+/)[0]));
    expect(counts('year')).toEqual(wanted(({ last_file_mtime }) => last_file_mtime.slice(0, 4)));
    const alike = wanted(configurationOf);
    const rows = walk(configurations, index, { limit: '500' });
    expect(rows).toHaveLength(alike.size);
    expect(rows.map(({ results: count }) => count).sort()).toEqual([...alike.values()].sort());
  });

  it('give every throughput: medians, units and results per benchmark, parameters and virtualisation', () => {
    /** Groups of `key, verdict`: per configuration, per result, its values in B/s. */
    const wanted = new Map<string, Map<string, Map<string, number[]>>>();
    let points = 0;
    const numbers = Map.groupBy(walk(measurements, index, { limit: '500', metric: 'throughput' }), ({ result }) =>
      String(result),
    );
    for (const [id, one] of shown) {
      // Where the archive's numbers stand in the document, and under which key: the values themselves come from the truth.
      const rows = numbers.get(id) ?? [];
      const places = new Map<string, Row[]>();
      for (const row of rows) {
        const { message_bytes, read_in_place, nodelay } = row.parameters as Row;
        const place = [row.benchmark, message_bytes, read_in_place, nodelay, row.value].join(' ');
        places.set(place, [...(places.get(place) ?? []), row]);
      }
      for (const [test, , , , size, , , readInPlace, , , mbps] of one.throughput) {
        if (mbps < 0) continue;
        const { benchmark, nodelay } = BENCHMARKS[test] as { benchmark: string; nodelay?: boolean };
        const value = Math.floor((mbps * 1_000_000) / 8);
        const row = places.get([benchmark, size, readInPlace === 1, nodelay, value].join(' '))?.pop();
        if (!row) throw new Error(`${one.id}: no point for ${test} ${size} ${mbps}`);
        const group = `${row.key} ${one.virtualisation.verdict}`;
        const units = wanted.get(group) ?? new Map<string, Map<string, number[]>>();
        wanted.set(group, units);
        const unit = units.get(configurationOf(one)) ?? new Map<string, number[]>();
        units.set(configurationOf(one), unit);
        unit.set(id, [...(unit.get(id) ?? []), value]);
        points++;
      }
      expect([...places.values()].flat()).toEqual([]);
    }
    const seen = new Set<string>();
    for (const benchmark of new Set(Object.values(BENCHMARKS).map((one) => one.benchmark))) {
      if (!benchmark.endsWith('throughput')) continue;
      const { comparisons, comparisons_left_out } = ask(compare, { benchmark, limit: '100' });
      expect(comparisons_left_out).toBe(0);
      for (const { group, key, units, results: count, median: told } of comparisons.flatMap(
        ({ groups }: Row) => groups as Row[],
      )) {
        const own = wanted.get(`${key} ${group}`) as Map<string, Map<string, number[]>>;
        seen.add(`${key} ${group}`);
        const values = Array.from(own.values(), (runs) => median(Array.from(runs.values(), median)));
        expect({ units, count }).toEqual({
          units: own.size,
          count: [...own.values()].reduce((sum, runs) => sum + runs.size, 0),
        });
        expect(told).toEqual({ value: Math.round(median(values)), below_ns: null });
      }
    }
    expect(seen).toEqual(new Set(wanted.keys()));
    console.info(`${points} throughputs in ${seen.size} groups agree with truth.json`);
    expect(points).toBeGreaterThan(2000);
  });

  it('give every core-to-core matrix: digests of printed means, spread of medians, cells below the resolution', () => {
    let cells = 0;
    for (const [id, one] of shown) {
      const { matrices } = ask(matrix, { result: id });
      for (const [test, latency] of Object.entries<Truth>(one.latency ?? {})) {
        const { benchmark, nodelay } = BENCHMARKS[test] as { benchmark: string; nodelay?: boolean };
        const [means, medians] = ['rtt_batched_mean', 'rtt_p50'].map((metric) =>
          matrices.find(
            (told: Truth) =>
              told.benchmark === benchmark && told.metric === metric && told.parameters.nodelay === nodelay,
          ),
        );
        const n = means.cpus.length;
        expect([n, means.units, means.results]).toEqual([latency.cols, 1, 1]);
        expect(means.censored.length).toBe(latency.zero_cells_offdiag);
        if (test === 'mempipe_lat') expect(means.missing).toEqual(Array.from({ length: n }, (_, at) => at * (n + 1)));
        else {
          const nanoseconds = means.cells.map((ps: number | null) => (ps ?? 0) / 1000);
          const text = Array.from({ length: n }, (_, row) => nanoseconds.slice(row * n, row * n + n).join(' ')).join(
            '\n',
          );
          expect(createHash('sha256').update(text).digest('hex')).toBe(latency.matrix_sha256);
        }
        cells += n * n;
        const wanted = latency.tsc_offdiag_median_ns ?? latency.raw_tsc_offdiag_median_ns;
        if (!wanted) continue;
        const known = medians.cells.filter((ps: number | null, at: number) => ps !== null && at % (n + 1) !== 0);
        expect(known).toHaveLength(wanted.n);
        for (const [told, ns] of [
          [Math.min(...known), wanted.min],
          [median(known), wanted.median],
          [Math.max(...known), wanted.max],
        ])
          expect(Math.abs(told - 1000 * ns)).toBeLessThanOrEqual(1 + ns * 1e-6);
        cells += n * n;
      }
    }
    console.info(`${cells} matrix cells agree with truth.json`);
    expect(cells).toBeGreaterThan(5000);
  });

  it('give latencies whose medians follow from those matrices', () => {
    let groups = 0;
    for (const [test, { benchmark, nodelay }] of Object.entries(BENCHMARKS)) {
      if (!test.endsWith('_lat') || test === 'mempipe_lat') continue;
      const { comparisons } = ask(compare, { benchmark, metric: 'rtt_batched_mean', limit: '100' });
      for (const { parameters, groups: told } of comparisons) {
        if (parameters.nodelay !== nodelay) continue;
        for (const { group, units, median: middle } of told) {
          const byConfiguration = new Map<string, number[]>();
          for (const [id, one] of shown) {
            if (one.virtualisation.verdict !== group) continue;
            const cells = cellsOf(id, benchmark, nodelay, parameters.placement);
            if (cells.length === 0) continue;
            const name = configurationOf(one);
            byConfiguration.set(name, [...(byConfiguration.get(name) ?? []), median(cells)]);
          }
          expect(units).toBe(byConfiguration.size);
          expect(middle.value).toBe(Math.round(median(Array.from(byConfiguration.values(), median))));
          groups++;
        }
      }
    }
    console.info(`${groups} groups of latencies agree with their matrices`);
    expect(groups).toBeGreaterThan(20);
  });

  /** Means of the pairs of one placement, from the matrix; which pairs those are the document says. */
  function cellsOf(
    id: string,
    benchmark: string,
    nodelay: boolean | undefined,
    placement: string | undefined,
  ): number[] {
    const { matrices } = ask(matrix, { result: id, benchmark, statistic: 'batched_mean' });
    const told = matrices.find(({ parameters }: Truth) => parameters.nodelay === nodelay);
    if (!told) return [];
    return pairsOf(id, benchmark, nodelay, placement).map(([responder, initiator]) => {
      const cell = told.cells[told.cpus.indexOf(responder) * told.cpus.length + told.cpus.indexOf(initiator)];
      if (cell === null) throw new Error('a censored cell among blocking latencies');
      return cell;
    });
  }

  function pairsOf(
    id: string,
    benchmark: string,
    nodelay: boolean | undefined,
    placement: string | undefined,
  ): [number, number][] {
    return documents
      .get(id)
      .measurements.filter(
        (one: Truth) =>
          one.benchmark === benchmark &&
          one.parameters.nodelay === nodelay &&
          one.parameters.placement === placement &&
          one.kind !== 'matrix',
      )
      .map(({ parameters }: Truth) => [parameters.responder_cpu, parameters.initiator_cpu]);
  }
});
