// CPU quota of the control group this process lives in: the smallest on the way to the root, version 2 or 1.
// https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/scheduler/sched-bwc.html
import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from './file-tree.js';

type Limits = NonNullable<Machine['limits']>;

export function readLimits(tree: FileTree, allowedCpus: number | undefined): Limits {
  const quota = readQuotaMilli(tree);
  return {
    ...(quota === null ? {} : { cpu_quota_milli: quota }),
    ...(allowedCpus === undefined ? {} : { allowed_cpus: allowedCpus }),
  };
}

function readQuotaMilli(tree: FileTree): number | null {
  const quotas: number[] = [];
  for (const line of (tree.text('proc/self/cgroup') ?? '').split('\n')) {
    const group = /^\d+:([^:]*):(\/.*)$/.exec(line.trim());
    if (!group?.[2]) continue;
    const controllers = group[1]?.split(',') ?? [];
    for (const path of pathsToRoot(group[2])) {
      if (group[1] === '') quotas.push(...quotaOfV2(tree, path));
      else if (controllers.includes('cpu')) quotas.push(...quotaOfV1(tree, group[1] ?? '', path));
    }
  }
  const milli = quotas.length === 0 ? null : Math.min(...quotas);
  return milli !== null && milli <= 10_000_000 ? milli : null;
}

/** `/a/b` → `/a/b`, `/a`, ``. */
function pathsToRoot(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, at) =>
    parts
      .slice(0, parts.length - at)
      .map((part) => `/${part}`)
      .join(''),
  );
}

function quotaOfV2(tree: FileTree, path: string): number[] {
  const max = /^(\d+) (\d+)$/.exec(tree.text(`sys/fs/cgroup${path}/cpu.max`) ?? '');
  return max ? toMilli(Number(max[1]), Number(max[2])) : [];
}

function quotaOfV1(tree: FileTree, controllers: string, path: string): number[] {
  const folder = [controllers, 'cpu', 'cpu,cpuacct'].find(
    (name) => tree.text(`sys/fs/cgroup/${name}${path}/cpu.cfs_quota_us`) !== null,
  );
  const quota = Number(tree.text(`sys/fs/cgroup/${folder}${path}/cpu.cfs_quota_us`));
  const period = tree.number(`sys/fs/cgroup/${folder}${path}/cpu.cfs_period_us`);
  return folder !== undefined && quota > 0 && period ? toMilli(quota, period) : [];
}

function toMilli(quota: number, period: number): number[] {
  return period > 0 ? [Math.round((quota * 1000) / period)] : [];
}
