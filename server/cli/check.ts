import type { CheckedFile, CheckSummary } from '../pipeline/check-source.js';
import { checkSources } from '../pipeline.js';
import type { Command, ExitCode } from './command.js';
import { countWords, formatFailure, formatFindings } from './format-findings.js';
import { JSON_OPTION, LOOPBACK_OPTION } from './options.js';
import { printable } from './printable.js';
import { openReading } from './reading.js';

export const check: Command = {
  name: 'check',
  summary: 'say what a merge would say about sources or single files, without a database and without writing',
  arguments: '<source...>',
  options: [JSON_OPTION, LOOPBACK_OPTION],
  examples: [
    'ipc-bench-db check ./my-result.json',
    'ipc-bench-db check https://forge.example/somebody/ipc-bench-results.git --json',
  ],
  async run(input, terminal) {
    const reading = openReading(input, terminal);
    try {
      const sources = await checkSources(reading.options);
      terminal.out(input.options.json ? `${JSON.stringify({ sources })}\n` : `${sources.flatMap(format).join('\n')}\n`);
      return exitCodeOf(sources);
    } finally {
      await reading.close();
    }
  },
};

function exitCodeOf(sources: readonly CheckSummary[]): ExitCode {
  const has = (word: CheckedFile['verdict']) =>
    sources.some(({ files }) => files.some(({ verdict }) => verdict === word));
  if (sources.some(({ status }) => status === 'failed') || has('unread')) return 69;
  return has('invalid') ? 3 : 0;
}

function format({ source, error, files }: CheckSummary): string[] {
  const counts = Map.groupBy(files, ({ verdict }) => verdict);
  const words = countWords([...counts].map(([word, { length }]) => [word, length]));
  return [
    `${printable(source)}: ${words || 'no results found'}`,
    ...formatFailure(error),
    ...files.filter(({ findings }) => findings.length > 0).flatMap((file) => formatFindings('invalid', file)),
  ];
}
