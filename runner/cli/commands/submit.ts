import { judgeBytes } from '../../document/judge-bytes.js';
import { RunnerError } from '../../errors.js';
import type { Settings } from '../../settings.js';
import { resolveResult } from '../../store/resolve-result.js';
import { listResults, readResult } from '../../store/result-store.js';
import type { Parcel } from '../../submit/parcel.js';
import { PUBLISH_OPTIONS, publish } from '../../submit/publish.js';
import type { Command, CommandInput, ExitCode, Terminal } from '../command.js';

export const submit: Command = {
  name: 'submit',
  summary: 'publish results in your fork, after showing every byte of them',
  description:
    'Publishes results in your fork: the newest, or those named by file or by the beginning of their ids. Shows the exact bytes and the commit first, then asks. The token comes from --token-stdin; for GitHub also from GH_TOKEN or GITHUB_TOKEN.',
  arguments: '[result...]',
  options: [{ flags: '--all', description: 'all results kept here' }, ...PUBLISH_OPTIONS],
  examples: [
    'ipc-bench submit --to https://github.com/YOU/ipc-bench-results',
    'ipc-bench submit --dry-run',
    'ipc-bench submit --all --out ipc-bench-results --yes',
  ],
  run: submitCommand,
};

async function submitCommand(
  { positional, options }: CommandInput,
  terminal: Terminal,
  settings: Settings,
): Promise<ExitCode> {
  const chosen = chooseBytes(positional, options.all === true, settings);
  return publish(toParcel(chosen), options, terminal, settings);
}

function chooseBytes(named: readonly string[], takesAll: boolean, { dataDir }: Settings): Uint8Array[] {
  if (takesAll && named.length > 0) throw new RunnerError('usage', 'Give results or --all, not both.');
  if (takesAll) {
    const results = listResults(dataDir).map((result) => readResult(dataDir, result));
    if (results.length === 0) throw new RunnerError('not_found', 'No result is kept here yet.');
    return results;
  }
  const names = named.length === 0 ? [undefined] : named;
  return names.map((name) => resolveResult(dataDir, name).bytes);
}

function toParcel(chosen: readonly Uint8Array[]): Parcel {
  const files = new Map<string, Uint8Array>();
  const keys = new Set<string>();
  for (const bytes of chosen) {
    const report = judgeBytes(bytes);
    if (report.verdict === 'invalid')
      throw new RunnerError('data_refused', `${report.id.slice(0, 12)} is invalid: see \`ipc-bench validate\`.`);
    const { machineKey } = report.envelope;
    if (machineKey === null)
      throw new RunnerError('usage', 'An imported historic result has no machine key: a maintainer merges its folder.');
    keys.add(machineKey);
    files.set(report.path, bytes);
  }
  const [machineKey, second] = keys;
  if (machineKey === undefined || second !== undefined)
    throw new RunnerError('usage', 'These results carry several machine keys: submit those of one key at a time.');
  return { machineKey, files: [...files].map(([path, bytes]) => ({ path, bytes })), verb: 'Add' };
}
