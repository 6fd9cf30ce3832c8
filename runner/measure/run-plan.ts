// A whole run: noise before, the blocks in order, noise after. Time is spent on the most telling blocks first; what no
// time is left for is said so. State is handed out after every block, so that an interrupted run can go on.
import { performance } from 'node:perf_hooks';
import type { Measurement, NoiseProbe } from '@ipc-bench/schema/document';
import { blockMs } from '../plan/estimate.js';
import type { Block, Case, Plan } from '../plan/plan.js';
import { noiseArguments } from '../shim-driver/arguments.js';
import { callShim } from '../shim-driver/call-shim.js';
import type { Shim } from '../shim-driver/shim.js';
import { parseNoiseAnswer } from '../shim-driver/shim-repeat.js';
import { measureBlock, missingOf, OUT_OF_TIME } from './measure-block.js';
import type { Bench, NoNumber } from './measure-case.js';

/** Everything measured so far; plain JSON, so that it can be kept in a file. */
export interface RunState {
  noiseBefore: NoiseProbe | null;
  /** One entry per finished block, in the plan's order. */
  finished: Measurement[][];
  discarded: number;
  spoiled: number;
  elapsedMs: number;
  wasInterrupted: boolean;
}

export interface Measured extends RunState {
  noiseAfter: NoiseProbe | null;
}

export interface RunHooks {
  onBlock(block: Block, at: number, remainingMs: number): void;
  onRepeat(block: Block, one: Case, repeat: number, of: number): void;
  onMissing(one: Case, none: NoNumber): void;
  /** Told after each block with everything so far. */
  onState(state: RunState): void;
}

const NOISE_MS = 200;
/** One call may take this many times what is expected, and always this long. */
const DEADLINE_FACTOR = 12;
const LEAST_DEADLINE_MS = 3000;
/** The last call may end this long after the budget. */
const OVERTIME_MS = 5000;

export const EMPTY_STATE: RunState = {
  noiseBefore: null,
  finished: [],
  discarded: 0,
  spoiled: 0,
  elapsedMs: 0,
  wasInterrupted: false,
};

/** Throws `interrupted` (the last state handed out still holds all finished blocks) and `shim_failed`. */
export async function runPlan(
  plan: Plan,
  shim: Shim,
  start: RunState,
  signal: AbortSignal,
  hooks: RunHooks,
): Promise<Measured> {
  const began = performance.now();
  const elapsedMs = () => Math.round(start.elapsedMs + performance.now() - began);
  const budgetMs = plan.profile.budgetSeconds * 1000;
  const tally = { discarded: start.discarded, spoiled: start.spoiled };
  const bench: Bench = {
    program: shim.program,
    profile: plan.profile,
    deadlineMs(expectedMs) {
      const left = Math.max(0, budgetMs - elapsedMs()) + OVERTIME_MS;
      return Math.round(Math.min(Math.max(LEAST_DEADLINE_MS, expectedMs * DEADLINE_FACTOR), left));
    },
    signal,
    tally,
  };
  const noiseBefore = start.noiseBefore ?? (await probeNoise(plan, shim, signal));
  const finished = [...start.finished];
  const pace = openPace(plan);
  for (const [at, block] of plan.blocks.entries()) {
    if (at < finished.length) continue;
    hooks.onBlock(block, at, pace.expectedMs(plan.blocks.slice(at)));
    const blockBegan = elapsedMs();
    const fits = elapsedMs() + pace.expectedMs([block]) <= budgetMs;
    const measurements = fits
      ? await measureBlock(bench, block, {
          hasTime: (one) => elapsedMs() + one.repeatMs < budgetMs,
          onRepeat: (one, repeat, of) => hooks.onRepeat(block, one, repeat, of),
          onMissing: hooks.onMissing,
        })
      : block.cases.map((one) => missingOf(one, OUT_OF_TIME));
    if (fits) pace.record(block, elapsedMs() - blockBegan);
    else for (const one of block.cases) hooks.onMissing(one, OUT_OF_TIME);
    finished.push(measurements);
    hooks.onState({ ...start, ...tally, noiseBefore, finished, elapsedMs: elapsedMs() });
  }
  const noiseAfter = await probeNoise(plan, shim, signal);
  return { ...start, ...tally, noiseBefore, noiseAfter, finished, elapsedMs: elapsedMs() };
}

/** Estimates, corrected per kind of measurement by how long finished blocks really took. */
function openPace({ profile }: Plan) {
  const tallies = new Map<string, { estimated: number; real: number }>();
  const kindOf = ({ cases }: Block) => cases[0]?.kind ?? '';
  return {
    expectedMs(blocks: readonly Block[]): number {
      return blocks.reduce((sum, block) => {
        const { estimated, real } = tallies.get(kindOf(block)) ?? { estimated: 1, real: 1 };
        return sum + (blockMs(block, profile) * real) / estimated;
      }, 0);
    },
    record(block: Block, tookMs: number): void {
      const { estimated, real } = tallies.get(kindOf(block)) ?? { estimated: 0, real: 0 };
      tallies.set(kindOf(block), { estimated: estimated + blockMs(block, profile), real: real + tookMs });
    },
  };
}

async function probeNoise({ noiseCpu }: Plan, { program }: Shim, signal: AbortSignal): Promise<NoiseProbe | null> {
  const outcome = await callShim(program, noiseArguments(noiseCpu, NOISE_MS), { deadlineMs: 10_000, signal });
  return outcome.status === 'ok' ? parseNoiseAnswer(outcome.answer) : null;
}
