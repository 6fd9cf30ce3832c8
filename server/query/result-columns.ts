// What a list of results shows of each; `s` is table `submission`.

import { field } from '../answer-field.js';
import { type Columns, column, flag } from './column.js';
import { wordsOf } from './vocabulary.js';

const { count, hash, orNull, text, word } = field;

export const RESULT_COLUMNS = {
  id: column('s.id', hash('SHA-256 of the file; the name of the result for ever')),
  path: column(
    's.path',
    text('where the file lies in the canonical repository', 'results/e1/2026/11/20/3a7bd3e2360a3d29….json'),
  ),
  day: column('s.day', field.day('UTC day of the run')),
  format: column('s.format', text('format version of the file as submitted', '1.0.0')),
  suite: column('s.suite', text('version of the suite that was run', '1.0.0')),
  suite_epoch: column('s.suite_epoch', count('0 is the historic ipc-bench', 1)),
  verdict: column(
    's.verdict',
    word(
      ['valid', 'provisional'],
      'provisional: from a newer minor than this tool knows; what it does not know is left out',
    ),
  ),
  is_signed: flag('s.is_signed', 'signed by its machine key; historic imports are not', true),
  is_vouched: flag('s.is_vouched', 'a trusted maintainer vouches for it'),
  is_invalid: flag('s.is_invalid', 'a trusted maintainer says that its numbers are wrong'),
  has_caveat: flag('s.has_caveat', 'a trusted maintainer has a reservation'),
  profile: column('s.profile', word(wordsOf('run', 'profile'), 'how much was measured')),
  runner: column('s.runner', text('version of the runner', '0.1.0')),
  flags: column(
    'json(s.flags)',
    field.words('what the runner says a reader must know before trusting the numbers', ['noisy']),
  ),
  machine_key: column('s.machine_key', orNull(hash('pseudonym of the machine; null for historic imports'))),
  configuration: column('s.configuration', hash('digest of CPU, topology, memory class and virtualisation')),
  analysis_unit: column('s.analysis_unit', hash('digest of machine key and configuration: what counts once')),
  cpu_vendor: column('s.cpu_vendor', word(wordsOf('machine', 'cpu', 'vendor'), 'vendor of the CPU')),
  cpu_name: column(
    "nullif(s.cpu_name, '')",
    orNull(text('model name of the CPU', 'Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz')),
  ),
  cpu_family: column('s.cpu_family', orNull(count('CPU family', 6))),
  cpu_model: column('s.cpu_model', orNull(count('CPU model', 45))),
  cpu_stepping: column('s.cpu_stepping', orNull(count('CPU stepping', 7))),
  logical_cpus: column('s.logical_cpus', count('logical CPUs', 32)),
  sockets: column('s.sockets', orNull(count('sockets', 2))),
  cores: column('s.cores', orNull(count('cores', 16))),
  memory_class_bytes: column('s.memory_class_bytes', orNull(count('memory, rounded up to a size class', 2 ** 36))),
  os: column('s.os', word(wordsOf('machine', 'os'), 'operating system')),
  architecture: column('s.architecture', word(wordsOf('machine', 'architecture'), 'architecture')),
  kernel: column('s.kernel', text('kernel version as numbers', '6.1.0')),
  kernel_flavour: column(
    's.kernel_flavour',
    word(wordsOf('machine', 'kernel', 'flavour'), 'distribution of the kernel', 'debian'),
  ),
  kernel_release: column('s.kernel_release', orNull(text('package release of a known distribution', '18'))),
  virtualisation: column(
    's.virtualisation',
    word(wordsOf('machine', 'virtualisation', 'verdict'), 'whether it ran in a virtual machine', 'bare_metal'),
  ),
  technology: column(
    's.technology',
    word(wordsOf('machine', 'virtualisation', 'technology'), 'technology of the hypervisor', 'none'),
  ),
  container: column('s.container', word(wordsOf('machine', 'container'), 'whether it ran in a container', 'no')),
  measurements: column('s.measurements', count('points measured', 120)),
  missing: column('s.missing', count('points that could not be measured', 4)),
  unread: column('s.unread', count('points of benchmarks that this service does not know', 0)),
  invalidated: column('s.invalidated', count('points that a trusted maintainer declared invalid', 0)),
} satisfies Columns;
