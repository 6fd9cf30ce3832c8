// The pull requests of a repository as a source: results that somebody offers without a fork of that network, or whose
// fork is gone already. Most pull requests have nothing to do with results, so nothing that is odd in them is a fault.

import { type GitSourceOptions, openGitSource } from '../git-source.js';
import type { Source, Survey, Tip } from '../source.js';
import { listPullHeads } from './pull-refs.js';

export interface PullSourceOptions extends Omit<GitSourceOptions, 'tips'> {
  /** Pull requests at most; more are an error, never a short list. */
  maxHeads: number;
  signal: AbortSignal;
}

export function openPullSource({ maxHeads, signal, ...options }: PullSourceOptions): Source {
  const source = openGitSource(options);
  const { git, location, remote } = options;
  return {
    ...source,
    async listTips(): Promise<Tip[]> {
      const tips: Tip[] = [];
      for await (const { ref, oid } of listPullHeads(git, location, { maxHeads, remote, signal }))
        tips.push({ ref, commit: oid });
      return tips;
    },
    async survey(tip, known): Promise<Survey> {
      const { candidates } = await source.survey(tip, known);
      return { candidates, oddities: [] };
    },
  };
}
