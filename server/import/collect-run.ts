// Sends each member of an archive to its parser as it streams by and gathers what the parsers say, per run directory. Which
// directory is the run shows only when `logs/uname` comes along, which may be last.
import type { ArchiveMember, MemberSink, OpenMember } from './read-archive.js';
import { type Refusal, refuse } from './refusal.js';
import { openRunFile } from './run-files.js';
import { emptyRunParts, type RunParts } from './run-parts.js';

/** Directories that look like a run; the real archives hold one. */
const MAX_ROOTS = 4;

export interface RunCollector {
  open: OpenMember;
  /** The one run directory of the archive. */
  finish(): RunParts | Refusal;
}

export function collectRun(): RunCollector {
  const roots = new Map<string, RunParts>();
  let unknownFiles = false;

  function open(member: ArchiveMember): MemberSink | Refusal | undefined {
    // `logs/…` or `results/…` may begin at any depth, and a directory above may bear the same name.
    for (const match of member.path.matchAll(/(?<=^|\/)(?:logs|results)\//g)) {
      const root = member.path.slice(0, Math.max(0, match.index - 1));
      const parts = roots.get(root) ?? emptyRunParts(root);
      const sink = openRunFile(member.path.slice(match.index), member, parts);
      if (!sink) continue;
      roots.set(root, parts);
      if (roots.size > MAX_ROOTS) return refuse('several_runs', `More than ${MAX_ROOTS} run directories.`);
      return sink;
    }
    unknownFiles = true;
    return undefined;
  }

  function finish(): RunParts | Refusal {
    const runs = [...roots.values()].filter((parts) => parts.hasUname);
    const [run] = runs;
    if (!run) return refuse('not_a_run', 'No member is called `logs/uname`.');
    if (runs.length > 1) return refuse('several_runs', `${runs.length} members are called \`logs/uname\`.`);
    if (unknownFiles || roots.size > 1) run.irregularities.add('unknown_file');
    return run;
  }

  return { open, finish };
}
