// The way out, shared by `submit` and `retract`: a preview of the exact bytes, consent, delivery. Nothing leaves this
// machine by any other way.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatForkRef } from '@ipc-bench/schema/layout';
import type { CommandInput, ExitCode, OptionSpec, Terminal } from '../cli/command.js';
import { RunnerError } from '../errors.js';
import { pushBranch } from '../git/push-branch.js';
import { writeBundle } from '../git/write-bundle.js';
import { type Draft, floorToDay, type NewFile } from '../git/write-commit.js';
import type { Settings } from '../settings.js';
import { writeWholeFile } from '../store/whole-file.js';
import { describeParcel, type Parcel } from './parcel.js';
import { parseTarget, type Target, takesGithubToken } from './parse-target.js';

export const PUBLISH_OPTIONS: readonly OptionSpec[] = [
  { flags: '--to <target>', description: 'https URL of your fork, or a folder in the layout of a results repository' },
  { flags: '--out <dir>', description: 'write files, a git bundle and instructions to a folder instead of sending' },
  { flags: '--dry-run', description: 'show what would be sent, and send nothing' },
  { flags: '--yes', description: 'do not ask' },
  { flags: '--token-stdin', description: 'read the token from standard input' },
];

interface Publication {
  parcel: Parcel;
  ref: string;
  draft: Draft;
  options: CommandInput['options'];
  terminal: Terminal;
  settings: Settings;
}

/** Throws `usage`, `no_consent`, `storage`, `forbidden`, `unreachable`, `contended` and `interrupted`. */
export async function publish(
  parcel: Parcel,
  options: CommandInput['options'],
  terminal: Terminal,
  settings: Settings,
): Promise<ExitCode> {
  const { to, out, dryRun } = options;
  if (to !== undefined && out !== undefined) throw new RunnerError('usage', 'Give --to or --out, not both.');
  const describe = (count: number) => `${describeParcel(parcel, count)}\n`;
  const draft = { files: parcel.files, describe, timestamp: floorToDay(new Date()) };
  const publication = { parcel, ref: formatForkRef(parcel.machineKey), draft, options, terminal, settings };
  if (typeof to === 'string') {
    const target = parseTarget(to);
    return target.kind === 'folder' ? deliverToFolder(target.path, publication) : push(target, publication);
  }
  if (typeof out !== 'string' && dryRun !== true)
    throw new RunnerError('usage', 'Say where to: --to URL, --to DIR or --out DIR.');
  return writeOut(typeof out === 'string' ? out : null, publication);
}

async function push(target: Target & { kind: 'repository' }, publication: Publication): Promise<ExitCode> {
  const { parcel, ref, draft, terminal } = publication;
  const token = await readToken(target, publication);
  const branch = ref.replace('refs/heads/', '');
  const pushed = await pushBranch({
    ...draft,
    url: target.url,
    ref,
    token,
    signal: terminal.signal,
    review({ files, text }) {
      printFiles(files, terminal);
      printCommit(ref, text, terminal);
      return agree(publication);
    },
  });
  if (pushed.outcome === 'unchanged') terminal.err(`All of it is there already, on branch ${branch}.`);
  if (pushed.outcome === 'pushed') {
    const { files, commit } = pushed.written;
    terminal.err(`${describeParcel(parcel, files.length)}: pushed to branch ${branch}, commit ${commit.slice(0, 12)}.`);
  }
  return 0;
}

/** False for a dry run. Throws `no_consent`. */
async function agree({ options, terminal }: Publication): Promise<boolean> {
  if (options.dryRun === true) {
    terminal.err('Dry run: nothing was sent.');
    return false;
  }
  const question = 'Publish exactly this? It becomes public, and copies stay with others.';
  if (options.yes !== true && !(await terminal.confirm(question))) throw new RunnerError('no_consent', '');
  return true;
}

async function readToken(
  target: { host: string },
  { options, terminal, settings }: Publication,
): Promise<string | null> {
  if (options.tokenStdin !== true) return takesGithubToken(target) ? settings.token : null;
  const token = (await terminal.readInput()).trim();
  if (token === '') throw new RunnerError('usage', 'Standard input held no token.');
  return token;
}

async function deliverToFolder(folder: string, publication: Publication): Promise<ExitCode> {
  const { parcel, terminal } = publication;
  const holds = ({ path, bytes }: NewFile) => {
    const place = join(folder, path);
    return existsSync(place) && readFileSync(place).equals(bytes);
  };
  const files = parcel.files.filter((file) => !holds(file));
  if (files.length === 0) {
    terminal.err('All of it is there already.');
    return 0;
  }
  printFiles(files, terminal);
  if (!(await agree(publication))) return 0;
  for (const { path, bytes } of files) writeWholeFile(join(folder, path), bytes);
  terminal.err(`${describeParcel(parcel, files.length)}: written to the folder.`);
  return 0;
}

const BUNDLE = 'ipc-bench.bundle';

/** Files, bundle and instructions; `null`: a dry run without a target. Nothing is sent, so nobody is asked. */
async function writeOut(folder: string | null, { parcel, ref, draft, terminal }: Publication): Promise<ExitCode> {
  const bundled = await writeBundle(ref, draft);
  if (bundled === null) throw new RunnerError('internal', 'A parcel held no files.');
  printFiles(parcel.files, terminal);
  printCommit(ref, bundled.written.text, terminal);
  if (folder === null) {
    terminal.err('Dry run: nothing was sent. The parent is the root of every results branch; in a fork it is its tip.');
    return 0;
  }
  for (const { path, bytes } of parcel.files) writeWholeFile(join(folder, path), bytes);
  writeWholeFile(join(folder, BUNDLE), bundled.bundle);
  writeWholeFile(join(folder, 'INSTRUCTIONS.txt'), instructions(ref));
  const count = describeParcel(parcel, parcel.files.length);
  terminal.err(`${count}: files, a git bundle and INSTRUCTIONS.txt are written. Nothing was sent.`);
  return 0;
}

function instructions(ref: string): string {
  return `Give this folder to a maintainer, who merges it as it is: ipc-bench-db merge DIR
Or push the bundle to your own fork from any machine: git clone --mirror ${BUNDLE} results.git
and then: git -C results.git push URL-OF-YOUR-FORK ${ref}
`;
}

/** The exact bytes of every file. */
function printFiles(files: readonly NewFile[], terminal: Terminal): void {
  for (const { path, bytes } of files) {
    terminal.out(`${path}, ${bytes.length} bytes:`);
    terminal.out(`${new TextDecoder().decode(bytes)}\n`);
  }
}

function printCommit(ref: string, text: string, terminal: Terminal): void {
  terminal.out(`commit on ${ref.replace('refs/heads/', 'branch ')}:`);
  terminal.out(text);
}
