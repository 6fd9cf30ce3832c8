import { formatForkRef } from '@ipc-bench/schema/layout';
import { RunnerError } from '../../errors.js';
import {
  exportMachineKey,
  hasMachineKey,
  importMachineKey,
  readKeyFile,
  readMachineKey,
  resetMachineKey,
} from '../../identity/machine-key.js';
import type { Settings } from '../../settings.js';
import type { Command, CommandInput, ExitCode, Terminal } from '../command.js';

export const id: Command = {
  name: 'id',
  summary: "show, reset, export or import this machine's key",
  description:
    'The machine key signs results and, later, their retraction. It is made of random bits and says nothing about you or the machine. Whoever loses it can no longer retract what it signed.',
  options: [
    { flags: '--reset', description: 'make a new key; the old one is gone unless it was exported' },
    { flags: '--export <file>', description: 'write the private key to a new file' },
    { flags: '--import <file>', description: 'take the private key from a file' },
    { flags: '--yes', description: 'do not ask' },
    { flags: '--json', description: 'print JSON' },
  ],
  examples: ['ipc-bench id', 'ipc-bench id --export machine-key.pem', 'ipc-bench id --import machine-key.pem'],
  run: idCommand,
};

async function idCommand({ options }: CommandInput, terminal: Terminal, settings: Settings): Promise<ExitCode> {
  const actions = [options.reset, options.export, options.import].filter((option) => option !== undefined);
  if (actions.length > 1) throw new RunnerError('usage', 'Give one of --reset, --export, --import.');
  const isYes = options.yes === true;
  if (typeof options.export === 'string') {
    exportMachineKey(settings, options.export);
    terminal.err('Exported. Whoever has this file can retract your results: keep it to yourself.');
  } else if (typeof options.import === 'string') {
    const incoming = readKeyFile(options.import);
    const isOther = hasMachineKey(settings) && readMachineKey(settings).machineKey !== incoming.machineKey;
    if (isOther) await agree('This machine has another key already; replace it?', isYes, terminal);
    importMachineKey(settings, options.import);
  } else if (options.reset === true) {
    if (hasMachineKey(settings))
      await agree('The old key will be gone, and with it the power to retract what it signed. Reset?', isYes, terminal);
    resetMachineKey(settings);
  }
  print(options.json === true, terminal, settings);
  return 0;
}

async function agree(question: string, isYes: boolean, terminal: Terminal): Promise<void> {
  if (!isYes && !(await terminal.confirm(question))) throw new RunnerError('no_consent', '');
}

function print(asJson: boolean, terminal: Terminal, settings: Settings): void {
  const { machineKey } = readMachineKey(settings);
  const branch = formatForkRef(machineKey).replace('refs/heads/', '');
  if (asJson) {
    terminal.out(JSON.stringify({ machine_key: machineKey, branch }));
    return;
  }
  terminal.out(`machine key  ${machineKey}`);
  terminal.out(`branch       ${branch}`);
  terminal.out(`kept in      ${settings.statePlace} (readable by you alone)`);
}
