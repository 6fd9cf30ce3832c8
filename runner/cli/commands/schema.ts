import { CURRENT_FORMAT } from '@ipc-bench/schema/document';
import { findRegistryFile, type RegistryFile, registryFiles } from '@ipc-bench/schema/registry-files';
import { parseVersion } from '@ipc-bench/schema/version';
import { RunnerError } from '../../errors.js';
import type { Command, CommandInput, ExitCode, Terminal } from '../command.js';

export const schema: Command = {
  name: 'schema',
  summary: 'print a result format (JSON Schema) or a suite (manifest), in any version',
  description:
    'Prints the file byte for byte as it was released. Without options it is the format that `run` writes. A version that this tool does not know yet needs a newer one.',
  options: [
    { flags: '--version <version>', description: 'a result format, epoch.major.minor' },
    { flags: '--suite <version>', description: 'a suite instead' },
    { flags: '--list', description: 'list all versions' },
  ],
  examples: [
    'ipc-bench schema',
    'ipc-bench schema --version 1.0.0',
    'ipc-bench schema --suite 1.0.0',
    'ipc-bench schema --list',
  ],
  run: schemaCommand,
};

async function schemaCommand({ options }: CommandInput, terminal: Terminal): Promise<ExitCode> {
  const asked = [options.version, options.suite, options.list].filter((option) => option !== undefined);
  if (asked.length > 1) throw new RunnerError('usage', 'Give one of --version, --suite, --list.');
  if (options.list === true) {
    for (const { kind, version, isDraft } of registryFiles)
      terminal.out(`${kind.padEnd(6)}  ${version}${isDraft ? '  (draft)' : ''}`);
    return 0;
  }
  const kind = options.suite === undefined ? 'result' : 'suite';
  const version = String(options.suite ?? options.version ?? CURRENT_FORMAT);
  const file = findRegistryFile(kind, version);
  if (!file) return unknown(kind, version, terminal);
  terminal.out(file.text.trimEnd());
  return 0;
}

function unknown(kind: RegistryFile['kind'], version: string, terminal: Terminal): ExitCode {
  if (!parseVersion(version)) throw new RunnerError('usage', `${version} is not a version: epoch.major.minor`);
  const known = registryFiles.filter((one) => one.kind === kind).map((one) => one.version);
  terminal.err(
    `This ipc-bench knows ${kind} ${known.join(', ')}. Another version needs another ipc-bench: upgrade it.`,
  );
  return 75;
}
