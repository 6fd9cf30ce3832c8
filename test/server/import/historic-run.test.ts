import { gzipSync } from 'node:zlib';
import { type HistoricRun, readHistoricRun } from '@ipc-bench/server/import/historic-run';
import type { Irregularity } from '@ipc-bench/server/import/irregularity';
import type { Refusal } from '@ipc-bench/server/import/refusal';
import { describe, expect, it } from 'vitest';
import {
  cellMicroseconds,
  type Packing,
  packRun,
  type RunFiles,
  type RunShape,
  stream,
  syntheticRun,
  tarFile,
  tscMedianNs,
} from '../../support/legacy-archive.js';

async function read(archive: Uint8Array): Promise<HistoricRun | Refusal> {
  return readHistoricRun(stream(archive));
}

/** Reads a synthetic run whose files were changed: a string replaces a file, null drops it. */
async function readRun(
  changes: Record<string, string | null> = {},
  shape: RunShape = {},
  packing: Packing = {},
): Promise<HistoricRun> {
  const files: RunFiles = { ...syntheticRun(shape) };
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) delete files[path];
    else files[path] = content;
  }
  const run = await read(packRun(files, packing));
  if ('rule' in run) throw new Error(`refused: ${run.rule}`);
  return run;
}

/** A synthetic run without every file below a path. */
function without(prefix: string, shape: RunShape = {}): Record<string, null> {
  return Object.fromEntries(
    Object.keys(syntheticRun(shape))
      .filter((path) => path.startsWith(prefix))
      .map((path) => [path, null]),
  );
}

describe('a plain run', () => {
  it('is read whole, without an irregularity', async () => {
    const run = await readRun({}, { cpus: 4, tsc: true, numaNodes: 2 });
    expect(run.irregularities).toEqual(['mempipe_below_clock']);
    expect(run.flags).toEqual(['single_run']);
    expect(run.latencyDetail).toBe('tsc');
    expect(run.targetCpus).toEqual([0, 1, 2, 3]);
    expect(run.numa.map(({ cpus }) => cpus)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(run.latency.map(({ test, n, sizeBytes }) => [test, n, sizeBytes])).toEqual([
      ['pipe_lat', 4, 128],
      ['unix_lat', 4, 128],
      ['tcp_lat', 4, 128],
      ['tcp_nodelay_lat', 4, 128],
      ['mempipe_lat', 4, 128],
    ]);
    const [pipe] = run.latency;
    const [responder, initiator] = [1, 3];
    expect(pipe?.meanPs[responder * 4 + initiator]).toBe(cellMicroseconds('pipe_lat', responder, initiator) * 1e6);
    expect(pipe?.tsc[responder * 4 + initiator]?.medianPs).toBe(tscMedianNs('pipe_lat', responder, initiator) * 1000);
  });

  it('reads the same whatever the order of its members and the name of its root', async () => {
    const run = await readRun({}, { tsc: true, raw: true });
    expect(await readRun({}, { tsc: true, raw: true }, { reversed: true, root: 'tmp/tmpZZZZZZ' })).toEqual(run);
    expect(await readRun({}, { tsc: true, raw: true }, { owner: 'alice' })).toEqual(run);
  });

  it('dates by the UTC day of its last result', async () => {
    const lateOnNewYearsEve = Date.UTC(2012, 11, 31, 23, 59, 59) / 1000;
    expect((await readRun({}, {}, { mtimeS: lateOnNewYearsEve })).day).toBe('2012-12-31');
    expect((await readRun({}, {}, { mtimeS: lateOnNewYearsEve + 1 })).day).toBe('2013-01-01');
  });
});

describe('roots', () => {
  it.each(['', 'tmp/tmp/machine-42', 'results', 'logs/results/logs', './tmp/tmpAbCdEf'])(
    'are found at %j',
    async (root) => {
      const run = await readRun({}, {}, { root });
      expect(run.throughput.length).toBeGreaterThan(0);
      expect(run.irregularities.includes('odd_root')).toBe(!root.endsWith('tmp/tmpAbCdEf'));
    },
  );

  it('are refused when there are two, or none', async () => {
    const files = syntheticRun();
    const doubled = Object.fromEntries(
      Object.entries(files).flatMap(([path, content]) => [
        [`tmp/a/${path}`, content],
        [`tmp/b/${path}`, content],
      ]),
    );
    expect(await read(packRun(doubled, { root: '' }))).toMatchObject({ rule: 'several_runs' });
    expect(await read(gzipSync(tarFile([{ name: 'tmp/x/logs/cpuinfo', content: 'x' }])))).toMatchObject({
      rule: 'not_a_run',
    });
    expect(await read(gzipSync(tarFile([])))).toMatchObject({ rule: 'not_a_run' });
    const many = Array.from({ length: 20 }, (_, i) => ({ name: `r${i}/logs/cpuinfo` }));
    expect(await read(gzipSync(tarFile(many)))).toMatchObject({ rule: 'several_runs' });
  });

  it('may be accompanied by files that are not part of a run', async () => {
    const extra = [
      { name: 'tmp/tmpAbCdEf/core', content: 'x' },
      { name: 'other/logs/meminfo', content: 'MemTotal: 1 kB' },
    ];
    const run = await readRun({}, {}, { extra });
    expect(run.irregularities).toContain('unknown_file');
    expect(run.memTotalKib).toBe(8_192_104);
  });
});

describe('irregularities that FORMAT names', () => {
  const kinds: [Irregularity, Record<string, string | null>][] = [
    [
      'uname_odd_middle',
      { 'logs/uname': 'Linux 3.2.2-1-ARCH x86_64 AMD Phenom(tm) II Processor AuthenticAMD GNU/Linux\n' },
    ],
    ['dmesg_empty', { 'logs/dmesg_virt': '' }],
    ['no_physical_id', { 'logs/cpuinfo': 'processor : 0\nmodel name : X\n\nprocessor : 1\nmodel name : X\n' }],
    ['model_name_tagged', { 'logs/cpuinfo': 'processor : 0\nmodel name : [fast one] AMD Opteron(tm) Processor 248\n' }],
    ['several_models', { 'logs/cpuinfo': 'processor : 0\nmodel name : X\n\nprocessor : 1\nmodel name : Y\n' }],
    ['no_cpuinfo', { 'logs/cpuinfo': null }],
    ['cpu_count_mismatch', { 'logs/cpuinfo': 'processor : 0\n' }],
    ['no_numa', without('logs/sys-node/')],
    ['no_sys_cpu', without('logs/sys-cpu/')],
    ['no_target_cpus', { 'logs/target_cpus': 'none' }],
    [
      'shared_cpu_map',
      {
        'logs/sys-cpu/cpu0/cache/index2/shared_cpu_list': null,
        'logs/sys-cpu/cpu0/cache/index2/shared_cpu_map': '3\n',
      },
    ],
    ['duplicate_cache_index', { 'logs/sys-cpu/cpu0/cache/index1/type': 'Data\n' }],
    [
      'appended_log',
      {
        'results/lat/128/0-1-pipe_lat/01-pipe_lat-headline.log':
          'pipe_lat 128 10000 0.000099s\npipe_lat 128 10000 0.000007s\n',
      },
    ],
    ['headline_unreadable', { 'results/lat/128/0-1-pipe_lat/01-pipe_lat-headline.log': 'pipe_lat 128\n' }],
    [
      'csv_headline_mismatch',
      { 'results/lat/128/0-1-pipe_lat/01-pipe_lat-headline.log': 'pipe_lat 128 10000 0.000099s\n' },
    ],
    ['csv_missing', { 'results/lat/pipe_lat.csv': null }],
    ['csv_unreadable', { 'results/lat/pipe_lat.csv': '0.000001 nan \n0.000001 0.000001 \n' }],
    ['throughput_line_rejected', { 'results/01-pipe_thr-headline.log': 'pipe_thr 0 1 64 1000000 800 Mbps\n' }],
    ['unknown_test', { 'results/01-futex_thr-headline.log': 'futex_thr 0 1 -1 64 2 1 1 1 1 1 Mbps\n' }],
    [
      'tsc_unreadable',
      {
        'results/lat/128/0-1-pipe_lat/01-pipe_lat-tsc.log':
          'Distribution of all values:\n\tMean -nan\n\t5% -nan, median -nan, 95% -nan\n',
      },
    ],
    [
      'duplicate_throughput_row',
      { 'results/01-pipe_thr-headline.log': 'pipe_thr 0 1 -1 64 2 1 1 1 1 1 Mbps\n'.repeat(2) },
    ],
    ['negative_value', { 'results/01-pipe_thr-headline.log': 'pipe_thr 0 1 -1 64 2 1 1 1 1 -5 Mbps\n' }],
    ['mempipe_below_clock', {}],
    ['unknown_file', { 'logs/dmesg': 'secret' }],
  ];

  it.each(kinds)('%s', async (irregularity, changes) => {
    expect((await readRun(changes)).irregularities).toContain(irregularity);
  });

  it('duplicate_member, of which the last counts', async () => {
    const extra = [{ name: 'tmp/tmpAbCdEf/logs/target_cpus', content: '0,1,2,3' }];
    const run = await readRun({}, {}, { extra });
    expect(run.irregularities).toContain('duplicate_member');
    expect(run.targetCpus).toEqual([0, 1]);
  });
});

describe('what is missing', () => {
  it('no latency at all: flagged, the throughput is read', async () => {
    const run = await readRun({}, { latency: false });
    expect(run.latency).toEqual([]);
    expect(run.latencyDetail).toBe('none');
    expect(run.flags).toContain('no_latency');
    expect(run.flags).not.toContain('quantised_1us');
    expect(run.throughput.length).toBeGreaterThan(0);
  });

  it('no matrix: its cells come from the logs', async () => {
    const whole = await readRun();
    const run = await readRun({ 'results/lat/unix_lat.csv': null });
    expect(run.latency).toEqual(whole.latency);
    expect(run.runKey).toBe(whole.runKey);
  });

  it('no logs of cells: the matrix is read', async () => {
    const whole = await readRun();
    const run = await readRun(without('results/lat/128/'));
    expect(run.latency.map(({ meanPs }) => meanPs)).toEqual(whole.latency.map(({ meanPs }) => meanPs));
    expect(run.latency[0]?.sizeBytes).toBe(128);
  });

  it('no sysfs: sockets and cores come from cpuinfo', async () => {
    const run = await readRun(without('logs/sys-cpu/', { cpus: 4 }), { cpus: 4 });
    expect(run.topology.map(({ socket, core, threads }) => [socket, core, threads])).toEqual([
      [0, 0, [0, 1]],
      [0, 0, [0, 1]],
      [0, 1, [2, 3]],
      [0, 1, [2, 3]],
    ]);
  });

  it('no measurement: refused', async () => {
    const results = without('results/');
    expect(
      await read(packRun(Object.fromEntries(Object.entries(syntheticRun()).filter(([path]) => !(path in results))))),
    ).toMatchObject({ rule: 'no_results' });
  });

  it('no time: refused, since nothing else says when', async () => {
    expect(await read(packRun(syntheticRun(), { mtimeS: 0 }))).toMatchObject({ rule: 'no_day' });
  });
});

describe('trust flags', () => {
  const cpuinfo = (extra: string) => `processor : 0\nmodel name : X @ 2.40GHz\n${extra}\n`;

  it.each([
    ['tsc_untrusted', { 'logs/cpuinfo': cpuinfo('flags : tsc') }, {}],
    ['frequency_scaling', { 'logs/cpuinfo': cpuinfo('cpu MHz : 2159.999') }, {}],
    ['virtualisation_unknown', { 'logs/dmesg_virt': '' }, {}],
    ['quantised_1us', {}, { tsc: false }],
    ['no_numa', without('logs/sys-node/'), {}],
  ])('%s', async (flag, changes: Record<string, string | null>, shape: RunShape) => {
    expect((await readRun(changes, { tsc: true, ...shape })).flags).toContain(flag);
  });

  it('do not take 90 % of nominal for scaling, nor an unknown nominal frequency', async () => {
    const exact = await readRun({ 'logs/cpuinfo': cpuinfo('cpu MHz : 2160.000') });
    const unknown = await readRun({ 'logs/cpuinfo': 'processor : 0\nmodel name : AMD Phenom\ncpu MHz : 800.000\n' });
    expect([...exact.flags, ...unknown.flags]).not.toContain('frequency_scaling');
  });
});

describe('packings of one run', () => {
  it('share a run key, and the one with more logs is richer', async () => {
    const poor = await readRun();
    const withSummaries = await readRun({}, { tsc: true }, { owner: 'bob', reversed: true, root: 'tmp/other1' });
    const withSamples = await readRun({}, { raw: true });
    expect(withSummaries.runKey).toBe(poor.runKey);
    expect(withSamples.runKey).toBe(poor.runKey);
    expect(withSummaries.richness).toBeGreaterThan(poor.richness);
    expect(withSamples.latencyDetail).toBe('raw_tsc');
  });

  it('do not share it with another run', async () => {
    const run = await readRun();
    const slower = await readRun({ 'results/01-pipe_thr-headline.log': 'pipe_thr 0 1 -1 64 2 1 1 1 1000000 1 Mbps\n' });
    expect(slower.runKey).not.toBe(run.runKey);
    expect((await readRun({}, { cpus: 4 })).runKey).not.toBe(run.runKey);
  });
});
