import type { ResultDocument } from '@ipc-bench/schema/document';
import { judgeBytes } from '../../document/judge-bytes.js';
import type { Settings } from '../../settings.js';
import { openPaint } from '../../show/paint.js';
import { layOutTable } from '../../show/table.js';
import { listResults, readResult } from '../../store/result-store.js';
import type { Command, CommandInput, ExitCode, Terminal } from '../command.js';

export const list: Command = {
  name: 'list',
  summary: 'list the results kept here',
  options: [{ flags: '--json', description: 'print JSON' }],
  examples: ['ipc-bench list'],
  run: listCommand,
};

interface Entry {
  id: string;
  day: string;
  verdict: string;
  profile: string;
  measured: number;
  missing: number;
}

async function listCommand({ options }: CommandInput, terminal: Terminal, settings: Settings): Promise<ExitCode> {
  const entries = listResults(settings.dataDir).map<Entry>((result) => {
    const report = judgeBytes(readResult(settings.dataDir, result), result.path);
    const document = 'document' in report ? report.document : null;
    return { id: result.id, day: report.envelope?.day ?? '', verdict: report.verdict, ...countsOf(document) };
  });
  if (options.json === true) {
    terminal.out(JSON.stringify(entries));
    return 0;
  }
  if (entries.length === 0) {
    terminal.err('No result is kept here yet. Make one: ipc-bench run');
    return 0;
  }
  const { lines } = layOutTable(
    [
      { title: 'result', align: 'left' },
      { title: 'day (UTC)', align: 'left' },
      { title: 'profile', align: 'left' },
      { title: 'verdict', align: 'left' },
      { title: 'measured', align: 'right' },
      { title: 'missing', align: 'right' },
    ],
    entries.map(({ id, day, profile, verdict, measured, missing }) => ({
      cells: [id.slice(0, 12), day, profile, verdict, String(measured), String(missing)],
    })),
    terminal.columns,
  );
  const paint = openPaint(terminal.hasColour);
  lines.forEach((line, at) => {
    terminal.out(at === 0 ? paint('dim', line) : line);
  });
  return 0;
}

function countsOf(document: ResultDocument | null) {
  const missing = document?.measurements.filter(({ kind }) => kind === 'missing').length ?? 0;
  return {
    profile: document?.run.profile ?? '',
    measured: (document?.measurements.length ?? 0) - missing,
    missing,
  };
}
