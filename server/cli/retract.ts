import { mergeErrata } from '../pipeline/merge-errata.js';
import { exitCodeOf } from '../pipeline/round-summary.js';
import type { Command } from './command.js';
import { formatErrata } from './format-errata.js';
import { DATA_OPTION, DRY_RUN_OPTION, JSON_OPTION } from './options.js';
import { resolveSubject } from './resolve-subject.js';
import { roundOptions } from './round-options.js';

export const retract: Command = {
  name: 'retract',
  summary: 'remove results here, and for everybody who trusts your maintainer key',
  arguments: '<result...>',
  options: [
    { flags: '--reason <word>', description: 'why, in one word: a-z, 0-9 and _' },
    DATA_OPTION,
    JSON_OPTION,
    DRY_RUN_OPTION,
  ],
  examples: [
    'ipc-bench-db retract 3f2a9c1e --reason personal_data',
    'ipc-bench-db retract 3f2a9c1e 77ab01d2 --dry-run',
  ],
  async run(input, terminal) {
    const { positional, options } = input;
    const reason = options.reason === undefined ? {} : { reason: String(options.reason) };
    const subjects = positional.map((name) => resolveSubject(name, options));
    const words = subjects.map((subject) => ({ effect: 'remove' as const, subject, ...reason }));
    const summary = await mergeErrata(words, roundOptions(input, terminal));
    terminal.out(options.json ? `${JSON.stringify(summary)}\n` : formatErrata(summary));
    if (!summary.dry_run)
      terminal.err(
        'Their bytes stay in history until `ipc-bench-db snapshot`. `ipc-bench-db erratum withdraw <id>` takes this back.\n',
      );
    return exitCodeOf([summary.source]);
  },
};
