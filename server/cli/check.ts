import { ServerError } from '../errors.js';
import type { CheckedFile, CheckSummary } from '../pipeline/check-source.js';
import { checkSources } from '../pipeline.js';
import type { Command, ExitCode } from './command.js';
import { formatAnnotations } from './format-annotations.js';
import { countWords, formatFailure, formatFindings } from './format-findings.js';
import { JSON_OPTION, LOOPBACK_OPTION } from './options.js';
import { printable } from './printable.js';
import { openReading } from './reading.js';

export const check: Command = {
  name: 'check',
  summary: 'say what a merge would say about sources or single files, without a database and without writing',
  arguments: '<source...>',
  options: [
    JSON_OPTION,
    {
      flags: '--format <format>',
      description: 'text, json, or github: annotations of a pull request',
      default: 'text',
    },
    LOOPBACK_OPTION,
  ],
  examples: [
    'ipc-bench-db check ./my-result.json',
    'ipc-bench-db check https://forge.example/somebody/ipc-bench-results.git --json',
    'ipc-bench-db check ./pull-request --format github',
  ],
  async run(input, terminal) {
    const format = formatterOf(input.options.json === true ? 'json' : String(input.options.format));
    const reading = openReading(input, terminal);
    try {
      const sources = await checkSources(reading.options);
      terminal.out(`${format(sources).join('\n')}\n`);
      return exitCodeOf(sources);
    } finally {
      await reading.close();
    }
  },
};

const FORMATS: Readonly<Record<string, (sources: readonly CheckSummary[]) => string[]>> = {
  text: (sources) => sources.flatMap(formatText),
  json: (sources) => [JSON.stringify({ sources })],
  github: (sources) => sources.flatMap((source) => [...formatAnnotations(source), formatCounts(source)]),
};

function formatterOf(name: string) {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined) throw new ServerError('usage', `--format is one of ${Object.keys(FORMATS).join(', ')}`);
  return format;
}

function exitCodeOf(sources: readonly CheckSummary[]): ExitCode {
  const has = (word: CheckedFile['verdict']) =>
    sources.some(({ files }) => files.some(({ verdict }) => verdict === word));
  if (sources.some(({ status }) => status === 'failed') || has('unread')) return 69;
  return has('invalid') ? 3 : 0;
}

function formatCounts({ source, files }: CheckSummary): string {
  const counts = Map.groupBy(files, ({ verdict }) => verdict);
  const words = countWords([...counts].map(([word, { length }]) => [word, length]));
  return `${printable(source)}: ${words || 'no results found'}`;
}

function formatText(summary: CheckSummary): string[] {
  const { error, files } = summary;
  return [
    formatCounts(summary),
    ...formatFailure(error),
    ...files.filter(({ findings }) => findings.length > 0).flatMap((file) => formatFindings('invalid', file)),
  ];
}
