import { judgeBytes } from '../../document/judge-bytes.js';
import { RunnerError } from '../../errors.js';
import type { Settings } from '../../settings.js';
import { openPaint } from '../../show/paint.js';
import { showDocument } from '../../show/show-document.js';
import { resolveResult } from '../../store/resolve-result.js';
import type { Command, CommandInput, ExitCode, Terminal } from '../command.js';

export const show: Command = {
  name: 'show',
  summary: 'show a result: the newest, or one by file or by the beginning of its id',
  arguments: '[result]',
  options: [{ flags: '--json', description: 'print the exact bytes of the result' }],
  examples: ['ipc-bench show', 'ipc-bench show --json'],
  run: showCommand,
};

async function showCommand(
  { positional, options }: CommandInput,
  terminal: Terminal,
  settings: Settings,
): Promise<ExitCode> {
  const { bytes } = resolveResult(settings.dataDir, positional[0]);
  if (options.json === true) {
    terminal.out(new TextDecoder().decode(bytes));
    return 0;
  }
  const report = judgeBytes(bytes);
  if (report.verdict === 'invalid') throw new RunnerError('data_refused', 'See why with `ipc-bench validate`.');
  if (report.verdict === 'deferred') {
    terminal.err(`This result needs a newer ipc-bench (format ${report.needs.format}, suite ${report.needs.suite}).`);
    return 75;
  }
  const paint = openPaint(terminal.hasColour);
  for (const line of showDocument(report.document, report.id, { columns: terminal.columns, paint })) terminal.out(line);
  return 0;
}
