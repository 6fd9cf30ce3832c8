import { judgeBytes } from '../../document/judge-bytes.js';
import { RunnerError } from '../../errors.js';
import { type KeyPair, readMachineKey } from '../../identity/machine-key.js';
import { signRetraction } from '../../identity/sign-retraction.js';
import type { Settings } from '../../settings.js';
import { resolveResult } from '../../store/resolve-result.js';
import { listResults, readResult } from '../../store/result-store.js';
import { PUBLISH_OPTIONS, publish } from '../../submit/publish.js';
import type { Command, CommandInput, ExitCode, Terminal } from '../command.js';

export const retract: Command = {
  name: 'retract',
  summary: 'withdraw results you published, for ever',
  description:
    'Signs a withdrawal with the machine key of the result and publishes it like a result. Every maintainer who merges it drops the result, and nobody can bring it back. The copy kept here stays.',
  arguments: '[result...]',
  options: [{ flags: '--all', description: 'all results kept here' }, ...PUBLISH_OPTIONS],
  examples: [
    'ipc-bench retract 3f2a9c1e --to https://github.com/YOU/ipc-bench-results',
    'ipc-bench retract --all --dry-run',
    'ipc-bench retract --all --out withdrawal --yes',
  ],
  run: retractCommand,
};

async function retractCommand(
  { positional, options }: CommandInput,
  terminal: Terminal,
  settings: Settings,
): Promise<ExitCode> {
  const takesAll = options.all === true;
  if (takesAll === positional.length > 0)
    throw new RunnerError(
      'usage',
      'Name the results to withdraw by file or by the beginning of their ids, or give --all.',
    );
  const { dataDir } = settings;
  const chosen = takesAll
    ? listResults(dataDir).map((result) => readResult(dataDir, result))
    : positional.map((name) => resolveResult(dataDir, name).bytes);
  if (chosen.length === 0) throw new RunnerError('not_found', 'No result is kept here.');
  const key = readMachineKey(settings);
  const files = chosen.map((bytes) => retractionOf(bytes, key));
  return publish({ machineKey: key.machineKey, files, verb: 'Retract' }, options, terminal, settings);
}

function retractionOf(bytes: Uint8Array, key: KeyPair) {
  const report = judgeBytes(bytes);
  if (report.verdict === 'invalid')
    throw new RunnerError('data_refused', `${report.id.slice(0, 12)} is no valid result: nobody has merged it.`);
  if (report.envelope.machineKey !== key.machineKey)
    throw new RunnerError(
      'usage',
      `${report.id.slice(0, 12)} carries another machine key: take it with \`ipc-bench id --import\`.`,
    );
  return signRetraction(report.subject, key);
}
