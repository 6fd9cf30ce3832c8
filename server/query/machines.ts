// Machines by their key: a pseudonym, made at first run.
import { field } from '../answer-field.js';
import { groupedList } from './grouped-list.js';

const { count, day, hash, words } = field;

/** Distinct values as a JSON array, in order. */
const distinct = (column: string) => `json(json_group_array(DISTINCT ${column} ORDER BY ${column}))`;

export const machines = groupedList({
  name: 'machines',
  summary: 'Machine keys, with what is known of each',
  description:
    'One row per machine key that has a result under the filters given, in the order of the key. A key is a pseudonym and no machine: a cluster may share one, a build service may make one for each run, and the same key on other hardware has another configuration.',
  examples: ['', 'cpu=E5-2670&limit=10', 'benchmark=shm_spin.latency&virtualisation=virtual'],
  by: 's.machine_key',
  row: 'one machine key',
  members: {
    machine_key: { sql: 's.machine_key', schema: hash('pseudonym of the machine') },
    results: { sql: 'count(*)', schema: count('results under the filters given', 3) },
    first_day: { sql: 'min(s.day)', schema: day('UTC day of its first result') },
    last_day: { sql: 'max(s.day)', schema: day('UTC day of its last result') },
    configurations: {
      sql: distinct('s.configuration'),
      schema: words('configuration digests', ['3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b']),
    },
    cpu_names: {
      sql: distinct("iif(s.cpu_name = '', 'unknown', s.cpu_name)"),
      schema: words('model names of its CPUs', ['Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz']),
    },
    virtualisations: { sql: distinct('s.virtualisation'), schema: words('virtual machine or not', ['virtual']) },
    kernels: { sql: distinct('s.kernel'), schema: words('kernel versions', ['6.1.0']) },
    benchmarks: {
      sql: `(SELECT count(DISTINCT c.benchmark) FROM submission AS own
        CROSS JOIN coverage AS c ON c.sub = own.sub WHERE own.machine_key = s.machine_key AND c.measurements > 0)`,
      schema: count('benchmarks that it ever measured', 8),
    },
    newest: { sql: 'substr(max(concat(s.day, s.id)), 11)', schema: hash('id of its newest result') },
    oldest: { sql: 'substr(min(concat(s.day, s.id)), 11)', schema: hash('id of its oldest result') },
  },
});
