// What a list of results shows of each; `s` is table `submission`.
import { Type } from 'typebox';
import { type Columns, column, flag, nullable } from './column.js';
import { wordsOf } from './vocabulary.js';

const hash = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });
const text = (description: string) => Type.String({ description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const word = (description: string, ...path: string[]) =>
  Type.Unsafe<string>({ type: 'string', enum: wordsOf(...path), description });

export const RESULT_COLUMNS = {
  id: column('s.id', hash('SHA-256 of the file; the name of the result for ever')),
  path: column('s.path', text('where the file lies in the canonical repository')),
  day: column('s.day', Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'UTC day of the run' })),
  format: column('s.format', text('format version of the file as submitted')),
  suite: column('s.suite', text('version of the suite that was run')),
  suite_epoch: column('s.suite_epoch', count('0 is the historic ipc-bench')),
  verdict: column(
    's.verdict',
    Type.Unsafe<string>({
      type: 'string',
      enum: ['valid', 'provisional'],
      description: 'provisional: from a newer minor than this tool knows; what it does not know is left out',
    }),
  ),
  is_signed: flag('s.is_signed', 'signed by its machine key; historic imports are not'),
  is_vouched: flag('s.is_vouched', 'a trusted maintainer vouches for it'),
  is_invalid: flag('s.is_invalid', 'a trusted maintainer says that its numbers are wrong'),
  has_caveat: flag('s.has_caveat', 'a trusted maintainer has a reservation'),
  profile: column('s.profile', word('how much was measured', 'run', 'profile')),
  runner: column('s.runner', text('version of the runner')),
  flags: column(
    'json(s.flags)',
    Type.Array(Type.String(), { description: 'what the runner says a reader must know before trusting the numbers' }),
  ),
  machine_key: column('s.machine_key', nullable(hash('pseudonym of the machine; null for historic imports'))),
  configuration: column('s.configuration', hash('digest of CPU, topology, memory class and virtualisation')),
  analysis_unit: column('s.analysis_unit', hash('digest of machine key and configuration: what counts once')),
  cpu_vendor: column('s.cpu_vendor', word('vendor of the CPU', 'machine', 'cpu', 'vendor')),
  cpu_name: column("nullif(s.cpu_name, '')", nullable(text('model name of the CPU'))),
  cpu_family: column('s.cpu_family', nullable(count('CPU family'))),
  cpu_model: column('s.cpu_model', nullable(count('CPU model'))),
  cpu_stepping: column('s.cpu_stepping', nullable(count('CPU stepping'))),
  logical_cpus: column('s.logical_cpus', count('logical CPUs')),
  sockets: column('s.sockets', nullable(count('sockets'))),
  cores: column('s.cores', nullable(count('cores'))),
  memory_class_bytes: column('s.memory_class_bytes', nullable(count('memory, rounded up to a size class'))),
  os: column('s.os', word('operating system', 'machine', 'os')),
  architecture: column('s.architecture', word('architecture', 'machine', 'architecture')),
  kernel: column('s.kernel', text('kernel version as numbers')),
  kernel_flavour: column('s.kernel_flavour', word('distribution of the kernel', 'machine', 'kernel', 'flavour')),
  kernel_release: column('s.kernel_release', nullable(text('package release of a known distribution'))),
  virtualisation: column(
    's.virtualisation',
    word('whether it ran in a virtual machine', 'machine', 'virtualisation', 'verdict'),
  ),
  technology: column('s.technology', word('of the hypervisor', 'machine', 'virtualisation', 'technology')),
  container: column('s.container', word('whether it ran in a container', 'machine', 'container')),
  measurements: column('s.measurements', count('points measured')),
  missing: column('s.missing', count('points that could not be measured')),
  unread: column('s.unread', count('points of benchmarks that this service does not know')),
  invalidated: column('s.invalidated', count('points that a trusted maintainer declared invalid')),
} satisfies Columns;
