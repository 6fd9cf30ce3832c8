import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { bucketOf } from '@ipc-bench/schema/histogram';
import { judge } from '@ipc-bench/schema/judge';
import { buildDocuments } from 'ipc-bench/document/build-documents';
import { EMPTY_STATE, type RunHooks, type RunState, runPlan } from 'ipc-bench/measure/run-plan';
import { currentManifest } from 'ipc-bench/plan/current-manifest';
import type { Plan } from 'ipc-bench/plan/plan';
import { planRun } from 'ipc-bench/plan/plan-run';
import { PROFILES } from 'ipc-bench/plan/profile';
import { describe, expect, it } from 'vitest';
import { cryptography, plainDocument, signDocument, testKey } from '../../support/document.js';
import { batchedAnswer, LISTING, latencyAnswer, NOISE_ANSWER, scriptShim } from '../shim-driver/script-shim.js';

const manifest = currentManifest();
const { machine } = plainDocument();
const topology = { ...machine.topology, allowed_cpus: [0, 1], caches: [] };
const THROUGHPUT = '{"status":"ok","messages":10,"bytes":40960,"elapsed_ns":200000000,"lost":0,"verified":true}';
const MATRIX =
  '{"status":"ok","cpus":[0,1],"statistic":"p50","n":1000,"values_ps":[0,150000,151000,0],"censored":[],"missing":[0,3]}';

/** One size, one pair: two pipe cases and one spinning one, one stream, one matrix. */
function smallPlan(change: Partial<Plan['profile']> = {}): Plan {
  const profile = { ...PROFILES['self-test'], latencyBytes: [64], throughputBytes: [4096], ...change };
  const plan = planRun({ ...machine, topology: { ...topology, allowed_cpus: [0, 1] } }, LISTING, manifest, profile);
  return plan;
}

const answers = (latency: string) => `case $1 in
noise) echo '${NOISE_ANSWER}' ;;
throughput) echo '${THROUGHPUT}' ;;
matrix) echo '${MATRIX}' ;;
latency) case "$*" in *shm_spin*) case "$*" in
    *"--batch 1") echo '${latencyAnswer({ min_ps: 200_000, p50_ps: 250_000, mean_ps: 300_000, histogram: { index: [bucketOf(200_000), 321], count: [1, 1999] } })}' ;;
    *) echo '${batchedAnswer(8)}' ;;
  esac ;; *) ${latency} ;; esac ;;
esac`;

const noHooks: RunHooks = { onBlock() {}, onRepeat() {}, onMissing() {}, onState() {} };
const live = () => new AbortController().signal;

function documentsOf(plan: Plan, shim: ReturnType<typeof scriptShim>, measured: Awaited<ReturnType<typeof runPlan>>) {
  const randomBytes = (size: number) => new Uint8Array(size).fill(7);
  return buildDocuments({
    plan,
    shim,
    machine,
    manifest,
    measured,
    ended: new Date('2026-11-20T23:59:59Z'),
    randomBytes,
  });
}

describe('runPlan', () => {
  it('ends in a document that the validator accepts, with five repeats, two passes and both probes', async () => {
    const shim = scriptShim(answers(`echo '${latencyAnswer()}'`));
    const plan = smallPlan();
    const measured = await runPlan(plan, shim, EMPTY_STATE, live(), noHooks);
    const [document, second] = documentsOf(plan, shim, measured);
    if (!document) throw new Error('no document');
    expect(second).toBeUndefined();
    expect(judge(canonicalBytes(signDocument(document, testKey('run'))), { cryptography }).findings).toEqual([]);
    expect(document.day).toBe('2026-11-20');
    expect(document.run).toMatchObject({ discarded_repeats: 0, flags: [], left_out: ['large_messages'] });
    expect(document.run.noise_before).toBeDefined();
    expect(document.run.noise_after).toBeDefined();
    expect(document.run.shim).toMatchObject({ flags: ['-O2', '-std=c11', 'other'], prebuilt: true });
    expect(JSON.stringify(document)).not.toContain('planteduser9');
    for (const one of document.measurements) if ('repeats' in one) expect(one.repeats).toHaveLength(5);
    const spin = document.measurements.find(
      ({ kind, benchmark }) => kind === 'latency' && benchmark === 'shm_spin.latency',
    );
    expect(spin).toMatchObject({ batched: Array(5).fill({ n: 100, batch: 8, min_ps: 100_000, mean_ps: 131_000 }) });
    const pipe = document.measurements.find(
      ({ kind, benchmark }) => kind === 'latency' && benchmark === 'pipe.latency',
    );
    expect(pipe).not.toHaveProperty('batched');
    expect(pipe).toMatchObject({ histogram: { count: [10_000] } });
  });

  it('interleaves the mechanisms of a block repeat by repeat, beginning with another one each time', async () => {
    const shim = scriptShim(answers(`echo '${latencyAnswer()}'`));
    await runPlan(smallPlan(), shim, EMPTY_STATE, live(), noHooks);
    const order = shim
      .calls()
      .filter((call) => /^latency.*--responder-cpu 1.*--initiator-cpu|^latency.*--initiator-cpu 0/.test(call))
      .filter((call) => call.includes('--batch 1'))
      .map((call) => `${/--transport (\w+)/.exec(call)?.[1]}/${/--idle (\w+)/.exec(call)?.[1]}`);
    expect(order).toHaveLength(15);
    for (let round = 0; round < 5; round++) expect(new Set(order.slice(round * 3, round * 3 + 3)).size).toBe(3);
    expect(new Set([order[0], order[3], order[6]]).size).toBe(3);
  });

  it('measures again what noise spoiled, counts it, and keeps a spoiled repeat rather than none', async () => {
    const stolen = latencyAnswer({ steal_ns: 10_000_000 });
    const once = scriptShim(answers(`if [ $N = 2 ]; then echo '${stolen}'; else echo '${latencyAnswer()}'; fi`));
    const measured = await runPlan(smallPlan(), once, EMPTY_STATE, live(), noHooks);
    expect(measured).toMatchObject({ discarded: 1, spoiled: 0 });
    const always = scriptShim(answers(`echo '${stolen}'`));
    const plan = smallPlan();
    const noisy = await runPlan(plan, always, EMPTY_STATE, live(), noHooks);
    expect(noisy.discarded).toBe(2 * noisy.spoiled);
    expect(documentsOf(plan, always, noisy)[0]?.run.flags).toEqual(['noisy']);
  });

  it('makes of a mechanism that fails a missing measurement with its reason, and goes on', async () => {
    const shim = scriptShim(
      answers(`echo '{"status":"unsupported","reason":"message_too_large","limit":32}'; exit 77`),
    );
    const plan = smallPlan();
    const [document] = documentsOf(plan, shim, await runPlan(plan, shim, EMPTY_STATE, live(), noHooks));
    const missing = document?.measurements.filter(
      ({ kind, benchmark }) => kind === 'missing' && benchmark === 'pipe.latency',
    );
    expect(missing).toHaveLength(4);
    for (const one of missing ?? [])
      expect(one).toMatchObject({
        status: 'unsupported',
        reason: 'message_too_large',
        limit: 32,
        benchmark: 'pipe.latency',
      });
    expect(document?.measurements.some(({ kind }) => kind === 'matrix')).toBe(true);
  });

  it('says of every benchmark that the shim does not have that it is missing', async () => {
    const shim = scriptShim(answers(`echo '${latencyAnswer()}'`));
    const plan = smallPlan();
    const [document] = documentsOf(plan, shim, await runPlan(plan, shim, EMPTY_STATE, live(), noHooks));
    const named = new Set(document?.measurements.map(({ benchmark }) => benchmark));
    expect(named).toEqual(new Set(Object.keys(manifest.benchmarks)));
    expect(document?.measurements).toContainEqual({
      kind: 'missing',
      benchmark: 'tcp.latency',
      version: manifest.benchmarks['tcp.latency']?.version,
      ordinal: 0,
      parameters: {},
      status: 'unsupported',
      reason: 'capability_missing',
    });
  });

  it('calls a reason that the suite does not know unknown', async () => {
    const shim = scriptShim(answers(`echo '{"status":"failed","reason":"not_yet_invented"}'; exit 1`));
    const plan = smallPlan();
    const [document] = documentsOf(plan, shim, await runPlan(plan, shim, EMPTY_STATE, live(), noHooks));
    const reasons = document?.measurements.flatMap((one) => (one.kind === 'missing' ? [one.reason] : []));
    expect(new Set(reasons)).toEqual(new Set(['unknown', 'capability_missing']));
  });

  it('begins nothing when the time is used up, and says so for every case', async () => {
    const shim = scriptShim(answers(`echo '${latencyAnswer()}'`));
    const plan = smallPlan({ budgetSeconds: 0 });
    const measured = await runPlan(plan, shim, EMPTY_STATE, live(), noHooks);
    const all = measured.finished.flat();
    expect(all.length).toBeGreaterThan(5);
    for (const one of all) expect(one).toMatchObject({ kind: 'missing', status: 'skipped', reason: 'time_budget' });
    expect(shim.calls().filter((call) => !call.startsWith('noise'))).toEqual([]);
  });

  it('goes on after an interruption without measuring a finished block again', async () => {
    const stop = new AbortController();
    const shim = scriptShim(answers(`echo '${latencyAnswer()}'`));
    const plan = smallPlan();
    let state: RunState | undefined;
    const hooks: RunHooks = {
      ...noHooks,
      onState(next) {
        state = next;
        stop.abort();
      },
    };
    await expect(runPlan(plan, shim, EMPTY_STATE, stop.signal, hooks)).rejects.toMatchObject({ code: 'interrupted' });
    expect(state?.finished).toHaveLength(1);
    const before = shim.calls().length;
    const kept = JSON.parse(JSON.stringify(state)) as RunState;
    const measured = await runPlan(plan, shim, { ...kept, wasInterrupted: true }, live(), noHooks);
    expect(measured.finished).toHaveLength(plan.blocks.length);
    const firstTitle = plan.blocks[0]?.cases.length ?? 0;
    expect(firstTitle).toBeGreaterThan(0);
    const rest = shim.calls().slice(before);
    expect(rest.filter((call) => call.startsWith('noise'))).toHaveLength(1);
    expect(documentsOf(plan, shim, measured)[0]?.run.flags).toContain('interrupted');
  });

  it('refuses numbers that were not verified', async () => {
    const shim = scriptShim(answers(`echo '${latencyAnswer({ verified: false })}'`));
    await expect(runPlan(smallPlan(), shim, EMPTY_STATE, live(), noHooks)).rejects.toMatchObject({
      code: 'shim_failed',
    });
  });
});

describe('buildDocuments', () => {
  it('splits what is too large for one file into several of one run_key, losing nothing', async () => {
    const shim = scriptShim('');
    const plan = smallPlan();
    const one = plainDocument().measurements[0];
    if (!one) throw new Error('no measurement');
    const finished = [Array.from({ length: 3000 }, (_, ordinal) => ({ ...one, ordinal }))];
    const documents = documentsOf(plan, shim, { ...EMPTY_STATE, finished, noiseAfter: null });
    expect(documents.length).toBeGreaterThan(1);
    const measured = documents.flatMap(({ measurements }) => measurements).filter(({ kind }) => kind !== 'missing');
    expect(measured).toEqual(finished[0]);
    expect(new Set(documents.map(({ run }) => run.run_key)).size).toBe(1);
    for (const document of documents)
      expect(judge(canonicalBytes(signDocument(document, testKey('run'))), { cryptography }).findings).toEqual([]);
  });

  it('keeps apart a latency and a matrix of one benchmark that are both missing', async () => {
    const shim = scriptShim('');
    const plan = smallPlan();
    const head = {
      benchmark: 'shm_spin.latency',
      version: '1.0.0',
      ordinal: 0,
      kind: 'missing',
      status: 'skipped',
    } as const;
    const parameters = { message_bytes: 64, idle: 'natural', touch: 'read_lines', pinned: true };
    const finished = [
      [
        { ...head, reason: 'time_budget', parameters: { ...parameters, initiator_cpu: 0 } },
        { ...head, reason: 'time_budget', parameters },
      ],
    ];
    const [document] = documentsOf(plan, shim, { ...EMPTY_STATE, finished, noiseAfter: null });
    const spin = document?.measurements.filter(({ benchmark }) => benchmark === 'shm_spin.latency');
    expect(spin?.map(({ ordinal }) => ordinal)).toEqual([0, 1]);
  });
});
