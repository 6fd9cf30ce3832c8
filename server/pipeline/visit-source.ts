// Stages 1 to 4 for one source: list, survey, fetch, validate. Yields what became of every file that is not known yet:
// its outcome where that is decided already, else its report.
import type { Registry } from '@ipc-bench/schema/registry';
import type { Candidate, FileReport, Outcome } from '../submission.js';
import { judgeFile } from '../validate/judge-file.js';
import type { Known, Source, Tip } from '../watch/source.js';
import { eachFromSource, fromSource } from './source-failure.js';

export interface VisitOptions {
  registry: Registry;
  known: Known;
  /** Whether nothing on this tip can be new; it is not even asked for then. */
  isTipKnown(tip: Tip): boolean;
  /** What is on record about such a tip. */
  recall(tip: Tip): readonly Outcome[];
  /** The outcome of a candidate that need not be fetched again. */
  findSettled(candidate: Candidate): Outcome | null;
  /** Files to read this time at most; the others wait for the next round. */
  maxFiles: number;
  signal: AbortSignal;
  onProgress(progress: VisitProgress): void;
}

export interface VisitProgress {
  /** Files judged so far, and files to judge. */
  files: number;
  of: number;
}

export type Visited =
  /** A tip that is known, or will have been read to its end when the visit ends. */
  | { kind: 'tip'; tip: Tip; isKnown: boolean }
  /** `isRecalled`: from the record of an earlier visit, and not to be recorded again. */
  | { kind: 'outcome'; refs: readonly string[]; outcome: Outcome; isRecalled: boolean }
  | { kind: 'report'; refs: readonly string[]; report: FileReport }
  /** So many files wait for the next round. */
  | { kind: 'delayed'; files: number };

interface Wanted {
  candidate: Candidate;
  tip: Tip;
  refs: string[];
}

/** Throws `SourceFailure` when the source cannot be read to its end. */
export async function* visitSource(source: Source, options: VisitOptions): AsyncGenerator<Visited> {
  const { registry, signal, onProgress } = options;
  const wanted = new Map<string, Wanted>();
  for (const tip of await fromSource(source.listTips(), signal)) {
    const isKnown = options.isTipKnown(tip);
    yield { kind: 'tip', tip, isKnown };
    if (isKnown) {
      for (const outcome of options.recall(tip)) yield { kind: 'outcome', refs: [tip.ref], outcome, isRecalled: true };
    } else {
      yield* surveyTip(source, tip, wanted, options);
    }
  }

  const late = [...wanted.keys()].slice(options.maxFiles);
  for (const key of late) wanted.delete(key);
  if (late.length > 0) yield { kind: 'delayed', files: late.length };

  const done = { files: 0, of: wanted.size };
  for (const [tip, files] of Map.groupBy(wanted.values(), (file) => file.tip)) {
    const candidates = files.map(({ candidate }) => candidate);
    for await (const submission of eachFromSource(source.read(tip, candidates), signal)) {
      const key = keyOf(submission);
      const refs = wanted.get(key)?.refs ?? [tip.ref];
      wanted.delete(key);
      yield { kind: 'report', refs, report: judgeFile(submission, { registry }) };
      done.files++;
      onProgress(done);
    }
  }
  for (const { candidate, refs } of wanted.values())
    yield { kind: 'outcome', refs, outcome: unread(candidate), isRecalled: false };
}

async function* surveyTip(
  source: Source,
  tip: Tip,
  wanted: Map<string, Wanted>,
  { known, findSettled, signal }: VisitOptions,
): AsyncGenerator<Visited> {
  const { candidates, oddities } = await fromSource(source.survey(tip, known), signal);
  const refs = [tip.ref];
  for (const { path, oid, finding } of oddities) {
    const outcome: Outcome = { path, oid, outcome: 'rejected', hash: null, findings: [finding] };
    yield { kind: 'outcome', refs, outcome, isRecalled: false };
  }
  for (const candidate of candidates) {
    const settled = findSettled(candidate);
    const twin = wanted.get(keyOf(candidate));
    if (settled !== null) yield { kind: 'outcome', refs, outcome: settled, isRecalled: false };
    else if (twin !== undefined) twin.refs.push(tip.ref);
    else wanted.set(keyOf(candidate), { candidate, tip, refs });
  }
}

function keyOf({ path, oid }: Candidate): string {
  return `${path}\0${oid}`;
}

function unread(candidate: Candidate): Outcome {
  return { ...candidate, outcome: 'failed', hash: null, findings: [], note: 'could not be read within the limits' };
}
