// What a list of results shows of each. The index has rendered it (`submission.row`); here is what its members mean.
import { field } from '../answer-field.js';
import { wordsOf } from './vocabulary.js';

const { count, flag, hash, orNull, text, word } = field;

export const RESULT_FIELDS = {
  id: hash('SHA-256 of the file; the name of the result for ever'),
  path: text('where the file lies in the canonical repository', 'results/e1/2026/11/20/3a7bd3e2360a3d29….json'),
  day: field.day('UTC day of the run'),
  format: text('format version of the file as submitted', '1.0.0'),
  suite: text('version of the suite that was run', '1.0.0'),
  suite_epoch: count('0 is the historic ipc-bench', 1),
  verdict: word(
    ['valid', 'provisional'],
    'provisional: from a newer minor than this tool knows; what it does not know is left out',
  ),
  is_signed: flag('signed by its machine key; historic imports are not', true),
  is_vouched: flag('a trusted maintainer vouches for it'),
  is_invalid: flag('a trusted maintainer says that its numbers are wrong'),
  has_caveat: flag('a trusted maintainer has a reservation'),
  profile: word(wordsOf('run', 'profile'), 'how much was measured'),
  runner: text('version of the runner', '0.1.0'),
  flags: field.words('what the runner says a reader must know before trusting the numbers', ['noisy']),
  machine_key: orNull(hash('pseudonym of the machine; null for historic imports')),
  configuration: hash('digest of CPU, topology, memory class and virtualisation'),
  analysis_unit: hash('digest of machine key and configuration: what counts once'),
  cpu_vendor: word(wordsOf('machine', 'cpu', 'vendor'), 'vendor of the CPU'),
  cpu_name: orNull(text('model name of the CPU', 'Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz')),
  cpu_family: orNull(count('CPU family', 6)),
  cpu_model: orNull(count('CPU model', 45)),
  cpu_stepping: orNull(count('CPU stepping', 7)),
  logical_cpus: count('logical CPUs', 32),
  sockets: orNull(count('sockets', 2)),
  cores: orNull(count('cores', 16)),
  memory_class_bytes: orNull(count('memory, rounded up to a size class', 2 ** 36)),
  os: word(wordsOf('machine', 'os'), 'operating system'),
  architecture: word(wordsOf('machine', 'architecture'), 'architecture'),
  kernel: text('kernel version as numbers', '6.1.0'),
  kernel_flavour: word(wordsOf('machine', 'kernel', 'flavour'), 'distribution of the kernel', 'debian'),
  kernel_release: orNull(text('package release of a known distribution', '18')),
  virtualisation: word(
    wordsOf('machine', 'virtualisation', 'verdict'),
    'whether it ran in a virtual machine',
    'bare_metal',
  ),
  technology: word(wordsOf('machine', 'virtualisation', 'technology'), 'technology of the hypervisor', 'none'),
  container: word(wordsOf('machine', 'container'), 'whether it ran in a container', 'no'),
  measurements: count('points measured', 120),
  missing: count('points that could not be measured', 4),
  unread: count('points of benchmarks that this service does not know', 0),
  invalidated: count('points that a trusted maintainer declared invalid', 0),
};

export const resultRowSchema = field.object(RESULT_FIELDS, 'one result');
