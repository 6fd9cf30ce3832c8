// What became of a file, as a sentence its contributor can act on.
import type { Finding } from '@ipc-bench/schema/findings';
import type { OutcomeWord } from '../submission.js';

export interface SubmissionFate {
  outcome: OutcomeWord;
  /** Whether exactly this file stands on `data` now. */
  isKept: boolean;
  note: string | null;
  findings: readonly Finding[];
}

const SENTENCES: Readonly<Record<OutcomeWord, (fate: SubmissionFate) => string>> = {
  added: () => 'It was merged and has left the database since: merge its source again, or ask the maintainer.',
  unchanged: ({ note }) =>
    note === null ? 'It was in the database already.' : `Nothing to do: ${note}. One file per result is enough.`,
  retracted: ({ note }) =>
    `It is not in the database: ${note ?? 'withdrawn'}. A new run makes a new result, which may be submitted.`,
  deferred: () =>
    'It is newer than this service can read. It is kept and judged again after the maintainer has upgraded; there is nothing for you to do.',
  rejected: ({ note, findings: [first, ...others] }) =>
    first === undefined
      ? `It was refused: ${note ?? 'no reason is on record'}.`
      : `It was refused for ${first.rule} at ${first.pointer || '/'} (${first.message})${others.length > 0 ? ` and ${others.length} more reasons` : ''}. ${first.remedy}`,
  failed: ({ note }) =>
    `It could not be merged this time${note === null ? '' : ` (${note})`}. The next round tries again; there is nothing for you to do.`,
};

export function explainSubmission(fate: SubmissionFate): string {
  return fate.isKept ? 'It is in the database.' : SENTENCES[fate.outcome](fate);
}
