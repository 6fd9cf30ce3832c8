import { locateData } from '../data-directory.js';
import { CurrentIndex } from '../index/current-index.js';
import { type ValidatedAdvice, validateAdvice } from '../query/advice-validation.js';
import { readSettings } from '../settings.js';
import type { Command } from './command.js';
import { DATA_OPTION, JSON_OPTION } from './options.js';

export const validateAdviceCommand: Command = {
  name: 'validate-advice',
  summary: 'print how good advice is on CPU models it has never seen, against the best of its class over everybody',
  options: [
    DATA_OPTION,
    { flags: '--all-historic', description: 'also count historic results that nobody vouches for' },
    JSON_OPTION,
  ],
  examples: ['ipc-bench-db validate-advice', 'ipc-bench-db validate-advice --all-historic --json'],
  async run({ options }, terminal) {
    const index = new CurrentIndex(locateData(readSettings({ data: options.data }).data).index);
    try {
      const { revision, validated } = index.read((rows) => ({
        revision: rows.revision,
        validated: validateAdvice(rows, options.allHistoric ? 'include' : 'vouched'),
      }));
      terminal.out(options.json ? `${JSON.stringify({ revision, validated })}\n` : format(validated, revision));
      return 0;
    } finally {
      index.close();
    }
  },
};

const HEAD = ['suite', 'goal', 'class', 'tasks', 'cases', 'CPU models', 'nearest', 'base line', ''];

function format(validated: readonly ValidatedAdvice[], revision: string): string {
  const table = [HEAD, ...validated.map(describe)];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const isBeaten = validated.some(({ validation }) => validation?.is_beaten);
  return `${lines.join('\n')}

Regret, median / worst: how much worse than the best way of its class the advised one was on a machine whose CPU model
was left out. Nearest: advice from the nearest hardware. Base line: the best way over everybody.
${isBeaten ? 'Where the base line is not beaten, it is served.' : 'The base line is beaten nowhere: it is served everywhere.'}
revision ${revision}
`;
}

function describe({ suite, goal, class: waiting, tasks, validation }: ValidatedAdvice): string[] {
  const named = [suite, goal, waiting, String(tasks)];
  if (!validation) return [...named, '0', '0', '', '', 'not enough data'];
  const { cases, cpu_models, nearest, baseline, is_beaten } = validation;
  const regrets = [nearest, baseline].map(({ median, worst }) => `${percent(median)} / ${percent(worst)}`);
  return [...named, String(cases), String(cpu_models), ...regrets, is_beaten ? 'beaten' : 'not beaten'];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
