import { ERRATUM_EFFECTS, type ErratumEffect } from '@ipc-bench/schema/erratum';
import { readErrata } from '../canonical/read-errata.js';
import { locateData, openRepository, readTrusted } from '../data-directory.js';
import { ServerError } from '../errors.js';
import { type ErratumWords, mergeErrata } from '../pipeline/merge-errata.js';
import { exitCodeOf } from '../pipeline/round-summary.js';
import { readSettings } from '../settings.js';
import { cryptography } from '../validate/cryptography.js';
import type { Command, CommandInput, ExitCode, Terminal } from './command.js';
import { formatErrata, formatWords } from './format-errata.js';
import { git } from './git.js';
import { DATA_OPTION, DRY_RUN_OPTION, JSON_OPTION } from './options.js';
import { resolveSubject } from './resolve-subject.js';
import { roundOptions } from './round-options.js';

/** Options that become members of the erratum, under the same names. */
const SELECTORS = ['machineKey', 'benchmark', 'benchmarkVersion', 'runner', 'reason'] as const;
const MEMBERS: Readonly<Record<(typeof SELECTORS)[number], keyof ErratumWords>> = {
  machineKey: 'machine_key',
  benchmark: 'benchmark',
  benchmarkVersion: 'benchmark_version',
  runner: 'runner',
  reason: 'reason',
};

export const erratum: Command = {
  name: 'erratum',
  summary: 'state a fact about results, signed with your maintainer key; withdraw one; list them',
  arguments: '[effect] [erratum]',
  options: [
    { flags: '--result <id>', description: 'about one result: its id or the beginning of it' },
    { flags: '--subject <hash>', description: 'about one result that is not here, by its subject' },
    { flags: '--machine-key <key>', description: 'about all results of a machine key' },
    { flags: '--benchmark <id>', description: 'about one benchmark of the results' },
    { flags: '--benchmark-version <version>', description: 'about one version of that benchmark' },
    { flags: '--runner <version>', description: 'about results of one version of the runner' },
    { flags: '--reason <word>', description: 'why, in one word: a-z, 0-9 and _' },
    DATA_OPTION,
    JSON_OPTION,
    DRY_RUN_OPTION,
  ],
  examples: [
    'ipc-bench-db erratum list',
    'ipc-bench-db erratum caveat --result 3f2a9c1e --reason laptop_on_battery',
    'ipc-bench-db erratum invalid --benchmark pipe.latency --benchmark-version 1.0.0 --runner 1.2.0 --reason timer_bug',
    `ipc-bench-db erratum withdraw ${'0123456789abcdef'.repeat(4)}`,
  ],
  async run(input, terminal) {
    const [effect = 'list', withdraws] = input.positional;
    if (effect === 'list') return list(input, terminal);
    const words = readWords(effect, withdraws, input);
    const summary = await mergeErrata([words], roundOptions(input, terminal));
    terminal.out(input.options.json ? `${JSON.stringify(summary)}\n` : formatErrata(summary));
    return exitCodeOf([summary.source]);
  },
};

function readWords(effect: string, withdraws: string | undefined, { options }: CommandInput): ErratumWords {
  if (!(ERRATUM_EFFECTS as readonly string[]).includes(effect))
    throw new ServerError('usage', `an erratum is one of ${ERRATUM_EFFECTS.join(', ')}; or list`);
  if ((effect === 'withdraw') !== (withdraws !== undefined))
    throw new ServerError('usage', '`withdraw` takes the id of one erratum, every other effect takes options only');
  if (options.result !== undefined && options.subject !== undefined)
    throw new ServerError('usage', 'give --result or --subject');
  const subject = options.result === undefined ? options.subject : resolveSubject(String(options.result), options);
  const members = SELECTORS.flatMap((name) => (options[name] === undefined ? [] : [[MEMBERS[name], options[name]]]));
  return {
    effect: effect as ErratumEffect,
    ...(subject === undefined ? {} : { subject: String(subject) }),
    ...(withdraws === undefined ? {} : { withdraws }),
    ...Object.fromEntries(members),
  };
}

async function list({ options }: CommandInput, terminal: Terminal): Promise<ExitCode> {
  const data = locateData(readSettings({ data: options.data }).data);
  const repository = await openRepository(data, git);
  try {
    const errata = await readErrata(repository, new Set(await readTrusted(data)), cryptography);
    if (options.json) {
      terminal.out(
        `${JSON.stringify({ errata: errata.map(({ id, state, erratum: words }) => ({ id, state, ...words })) })}\n`,
      );
    } else {
      for (const { id, state, erratum: words } of errata)
        terminal.out(`${id}  ${state.padEnd(9)}  ${formatWords(words)}  by ${words.maintainer_key.slice(0, 8)}\n`);
    }
    return 0;
  } finally {
    await repository.close();
  }
}
