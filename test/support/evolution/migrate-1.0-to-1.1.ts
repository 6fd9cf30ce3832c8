// Format 1.0.x → 1.1.0 of the evolution that the tests play: `machine.limits` is called `machine.quotas`, and how the
// machine is cooled must be said, "unknown" where nobody knows.
import type { Migration } from '@ipc-bench/migrations/migrate';

interface Old {
  machine: { limits?: object; cooling?: string };
}

export const toFormat11: Migration = {
  from: { epoch: 1, major: 0 },
  drops: [],
  migrate(document) {
    const old = document as Old;
    const { limits, cooling = 'unknown', ...machine } = old.machine;
    const quotas = limits === undefined ? {} : { quotas: limits };
    return { ...old, schema: '1.1.0', machine: { ...machine, ...quotas, cooling } };
  },
};
