import { randomBytes } from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import type { ResultDocument } from '@ipc-bench/schema/document';
import { buildDocuments } from '../../document/build-documents.js';
import { RunnerError } from '../../errors.js';
import { readMachineKey } from '../../identity/machine-key.js';
import { signDocument } from '../../identity/sign-document.js';
import { preflightWarnings } from '../../measure/preflight.js';
import { EMPTY_STATE, type Measured, runPlan } from '../../measure/run-plan.js';
import { openUnfinishedRun, type UnfinishedRun } from '../../measure/unfinished-run.js';
import { currentManifest } from '../../plan/current-manifest.js';
import { formatPlan } from '../../plan/format-plan.js';
import type { Plan } from '../../plan/plan.js';
import { planRun } from '../../plan/plan-run.js';
import { PROFILES, type ProfileName } from '../../plan/profile.js';
import type { Settings } from '../../settings.js';
import { findShim } from '../../shim-driver/find-shim.js';
import type { Shim } from '../../shim-driver/shim.js';
import { openPaint } from '../../show/paint.js';
import { showDocument } from '../../show/show-document.js';
import { type StoredResult, storeResult } from '../../store/result-store.js';
import { writeWholeFile } from '../../store/whole-file.js';
import { openFileTree } from '../../system/file-tree.js';
import { readHostFacts } from '../../system/host-facts.js';
import { readMachine } from '../../system/read-machine.js';
import type { Command, CommandInput, ExitCode, Terminal } from '../command.js';
import { openProgress } from '../progress.js';

export const run: Command = {
  name: 'run',
  summary: 'measure this machine and keep the result here',
  description:
    'Measures this machine and keeps the signed result here. Nothing leaves the machine: `ipc-bench submit` does that, after asking.',
  options: [
    {
      flags: '--profile <name>',
      description: Object.values(PROFILES)
        .map(({ name, summary }) => `${name}: ${summary}`)
        .join('; '),
      default: 'self-test',
      choices: Object.keys(PROFILES),
    },
    { flags: '--dry-run', description: 'print the plan and measure nothing' },
    { flags: '--resume', description: 'go on with a run that was interrupted' },
    { flags: '--rebuild', description: 'compile the measuring program anew' },
    { flags: '--json', description: 'print the result (or the plan) as JSON instead of a table' },
    { flags: '--out <file>', description: 'write the result to this file as well' },
  ],
  examples: ['ipc-bench run', 'ipc-bench run --dry-run', 'ipc-bench run --profile standard --out result.json'],
  run: runCommand,
};

async function runCommand({ options }: CommandInput, terminal: Terminal, settings: Settings): Promise<ExitCode> {
  const { signal } = terminal;
  const shim = await findShim(settings, {
    rebuild: options.rebuild === true,
    onCompile: () => terminal.err('Compiling the measuring program (once) …'),
    signal,
  });
  const tree = openFileTree('/');
  const machine = readMachine(tree, readHostFacts());
  const manifest = currentManifest();
  const plan = planRun(machine, shim.listing, manifest, PROFILES[options.profile as ProfileName]);
  if (options.dryRun === true) {
    if (options.json === true) terminal.out(JSON.stringify(plan, null, 2));
    else for (const line of formatPlan(plan, terminal.columns)) terminal.out(line);
    return 0;
  }
  for (const line of formatPlan(plan, terminal.columns)) terminal.err(line);
  for (const warning of preflightWarnings(tree, machine)) terminal.err(`Warning: ${warning}`);
  const unfinished = openUnfinishedRun(settings, plan, machine, shim);
  const measured = await measure(plan, shim, unfinished, options.resume === true, terminal);
  const documents = buildDocuments({ plan, shim, machine, manifest, measured, ended: new Date(), randomBytes });
  keep(documents, options, terminal, settings);
  unfinished.remove(); // only now: what could not be kept can still be resumed
  return 0;
}

async function measure(
  plan: Plan,
  shim: Shim,
  unfinished: UnfinishedRun,
  resumes: boolean,
  terminal: Terminal,
): Promise<Measured> {
  const kept = unfinished.load();
  const start = resumes ? kept : EMPTY_STATE;
  if (start === null)
    throw new RunnerError('nothing_to_resume', 'No run of this profile, program and machine was interrupted.');
  if (kept && !resumes)
    terminal.err('An interrupted run is replaced by this one; --resume would have gone on with it.');
  const progress = openProgress(plan, terminal);
  let finished = start.finished.length;
  try {
    return await runPlan(plan, shim, start, terminal.signal, {
      ...progress,
      onState(state) {
        finished = state.finished.length;
        unfinished.save(state);
      },
    });
  } catch (error) {
    if (!(error instanceof RunnerError) || error.code !== 'interrupted') throw error;
    const words = `${finished} of ${plan.blocks.length} parts are finished and kept; go on with \`ipc-bench run --resume\`.`;
    throw new RunnerError('interrupted', finished === 0 ? 'No part was finished.' : words, { cause: error });
  }
}

function keep(
  documents: readonly ResultDocument[],
  options: CommandInput['options'],
  terminal: Terminal,
  settings: Settings,
): void {
  if (documents.every(({ measurements }) => measurements.every(({ kind }) => kind === 'missing')))
    throw new RunnerError('nothing_measured', '');
  const key = readMachineKey(settings);
  const kept: StoredResult[] = [];
  for (const [at, document] of documents.entries()) {
    const signed = signDocument(document, key);
    const bytes = canonicalBytes(signed);
    const stored = storeResult(settings.dataDir, bytes);
    kept.push(stored);
    if (typeof options.out === 'string') writeWholeFile(at === 0 ? options.out : `${options.out}.${at + 1}`, bytes);
    if (options.json === true) terminal.out(new TextDecoder().decode(bytes));
    else
      for (const line of showDocument(signed, stored.id, {
        columns: terminal.columns,
        paint: openPaint(terminal.hasColour),
      }))
        terminal.out(line);
  }
  terminal.err('');
  for (const { id } of kept) terminal.err(`Kept as result ${id.slice(0, 12)} in ${settings.dataPlace}.`);
  terminal.err('Nothing has left this machine. To publish it: ipc-bench submit --to URL');
}
