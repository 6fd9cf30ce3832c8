import type { Report } from '@ipc-bench/schema/judge';
import { judgeBytes } from '../../document/judge-bytes.js';
import { openPaint } from '../../show/paint.js';
import { wrapText } from '../../show/wrap-text.js';
import { readBytes } from '../../store/result-store.js';
import type { Command, CommandInput, ExitCode, Terminal } from '../command.js';

export const validate: Command = {
  name: 'validate',
  summary: 'judge result files as every maintainer will',
  arguments: '<file...>',
  options: [{ flags: '--json', description: 'print one JSON object per file' }],
  examples: ['ipc-bench validate result.json'],
  run: validateCommand,
};

/** 3 when any file is invalid; a deferred file is no fault of the file. */
async function validateCommand({ positional, options }: CommandInput, terminal: Terminal): Promise<ExitCode> {
  let anyInvalid = false;
  for (const file of positional) {
    const report = judgeBytes(readBytes(file), pathInRepository(file));
    anyInvalid ||= report.verdict === 'invalid';
    if (options.json === true) terminal.out(JSON.stringify({ file, ...summaryOf(report) }));
    else for (const line of describe(file, report, terminal)) terminal.out(line);
  }
  return anyInvalid ? 3 : 0;
}

/** The place in a repository, where the file lies in one; elsewhere the path is not judged. */
function pathInRepository(file: string): string | undefined {
  return /(?:^|\/)(results\/e\d+\/.+\.json)$/.exec(file)?.[1];
}

function summaryOf(report: Report) {
  const { verdict, id, findings } = report;
  return {
    verdict,
    id,
    path: 'path' in report ? report.path : null,
    ...('needs' in report ? { needs: report.needs } : {}),
    findings,
  };
}

function describe(file: string, report: Report, { columns, hasColour }: Terminal): string[] {
  const paint = openPaint(hasColour);
  const colour = { valid: 'green', provisional: 'yellow', deferred: 'yellow', invalid: 'red' } as const;
  const head = `${file}: ${paint(colour[report.verdict], report.verdict)}`;
  if (report.verdict === 'deferred')
    return [
      head,
      `  needs format ${report.needs.format} and suite ${report.needs.suite}: upgrade ipc-bench to judge it`,
    ];
  if (report.verdict !== 'invalid') return [head, `  belongs at ${report.path}`];
  const findings = report.findings.flatMap(({ rule, pointer, message, remedy }) => [
    ...indent(`${paint('bold', rule)} at ${pointer === '' ? 'the document' : pointer}: ${message}`, 2, columns),
    ...indent(remedy, 4, columns),
  ]);
  return [head, ...findings];
}

function indent(text: string, by: number, columns: number): string[] {
  return wrapText(text, columns - by).map((line) => ' '.repeat(by) + line);
}
