import type { GitPort } from '@ipc-bench/server/git/port';

export type CrashTask = 'init' | 'commit' | 'series' | 'snapshot' | 'maintain' | 'drop';

export function perform(engine: GitPort, path: string, task: CrashTask): Promise<void>;
