// Configurations: machines that are alike in CPU, topology, memory and virtualisation.
import { field } from '../answer-field.js';
import { groupedList } from './grouped-list.js';
import { wordsOf } from './vocabulary.js';

const { count, day, hash, orNull, text, word } = field;

/** What the digest is made of is equal in all results of a group, so any of them tells it. */
const shared = (column: string) => `min(s.${column})`;

export const configurations = groupedList({
  name: 'configurations',
  summary: 'Configurations: machines that are alike',
  description:
    'One row per configuration that has a result under the filters given, in the order of its digest: CPU, topology, caches, memory class and virtualisation. Kernel and settings are not part of it, since they change between runs of one machine.',
  examples: ['', 'cpu=E5-2670', 'vendor=amd&virtualisation=bare_metal&limit=10'],
  by: 's.configuration',
  row: 'one configuration',
  members: {
    configuration: { sql: 's.configuration', schema: hash('configuration digest') },
    cpu_vendor: { sql: shared('cpu_vendor'), schema: word(wordsOf('machine', 'cpu', 'vendor'), 'vendor of the CPU') },
    cpu_name: {
      sql: `nullif(${shared('cpu_name')}, '')`,
      schema: orNull(text('model name of the CPU', 'Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz')),
    },
    cpu_family: { sql: shared('cpu_family'), schema: orNull(count('CPU family', 6)) },
    cpu_model: { sql: shared('cpu_model'), schema: orNull(count('CPU model', 45)) },
    cpu_stepping: { sql: shared('cpu_stepping'), schema: orNull(count('CPU stepping', 7)) },
    logical_cpus: { sql: shared('logical_cpus'), schema: count('logical CPUs', 32) },
    sockets: { sql: shared('sockets'), schema: orNull(count('sockets', 2)) },
    cores: { sql: shared('cores'), schema: orNull(count('cores', 16)) },
    memory_class_bytes: {
      sql: shared('memory_class_bytes'),
      schema: orNull(count('memory, rounded up to a size class', 68_719_476_736)),
    },
    virtualisation: {
      sql: shared('virtualisation'),
      schema: word(wordsOf('machine', 'virtualisation', 'verdict'), 'virtual machine or bare metal'),
    },
    technology: {
      sql: shared('technology'),
      schema: word(wordsOf('machine', 'virtualisation', 'technology'), 'technology of the hypervisor'),
    },
    results: { sql: 'count(*)', schema: count('results under the filters given', 12) },
    machines: {
      sql: 'count(DISTINCT s.machine_key)',
      schema: count('machine keys among them; unsigned results have none', 4),
    },
    sources: { sql: 'count(DISTINCT s.source)', schema: count('sources that brought them', 3) },
    first_day: { sql: 'min(s.day)', schema: day('UTC day of the first result') },
    last_day: { sql: 'max(s.day)', schema: day('UTC day of the last result') },
  },
});
