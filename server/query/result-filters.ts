// Everything a list can be narrowed by that is a property of the result as a whole; `s` is table `submission`.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { condition, equals, type Filters, filter } from './filter.js';
import type { Fragment } from './rows.js';
import { BENCHMARKS, wordsOf } from './vocabulary.js';

const HISTORIC: Readonly<Record<string, string>> = {
  vouched: '(s.suite_epoch > 0 OR s.is_vouched = 1)',
  include: 'TRUE',
  only: 's.suite_epoch = 0',
  exclude: 's.suite_epoch > 0',
};

const INVALID: Readonly<Record<string, string>> = {
  exclude: 's.is_invalid = 0',
  include: 'TRUE',
  only: 's.is_invalid = 1',
};

export const RESULT_FILTERS = {
  day_from: filter(field.day('first UTC day, yyyy-mm-dd'), (value) => condition('s.day >= ?', value)),
  day_to: filter(field.day('last UTC day, yyyy-mm-dd'), (value) => condition('s.day <= ?', value)),
  cpu: filter(
    Type.String({
      pattern: '^[ -~]{1,64}$',
      maxLength: 64,
      description: 'part of the CPU name, in any case',
      examples: ['E5-2670'],
    }),
    (value) => condition('s.cpu_name IN (SELECT name FROM cpu WHERE instr(lower(name), ?) > 0)', value.toLowerCase()),
  ),
  vendor: equals('s.cpu_vendor', field.word(wordsOf('machine', 'cpu', 'vendor'), 'vendor of the CPU')),
  os: equals('s.os', field.word(wordsOf('machine', 'os'), 'operating system')),
  kernel: filter(
    Type.String({
      pattern: '^\\d{1,5}(\\.\\d{1,5}){0,3}$',
      description: 'kernel version or its beginning: 6.1 finds 6.1.0 and 6.1.119, not 6.10; missing numbers count as 0',
      examples: ['6.1'],
    }),
    kernelPrefix,
  ),
  flavour: equals(
    's.kernel_flavour',
    field.word(wordsOf('machine', 'kernel', 'flavour'), 'distribution of the kernel'),
  ),
  architecture: equals('s.architecture', field.word(wordsOf('machine', 'architecture'), 'architecture')),
  virtualisation: equals(
    's.virtualisation',
    field.word(wordsOf('machine', 'virtualisation', 'verdict'), 'whether it ran in a virtual machine'),
  ),
  technology: equals(
    's.technology',
    field.word(wordsOf('machine', 'virtualisation', 'technology'), 'technology of the hypervisor'),
  ),
  container: equals('s.container', field.word(wordsOf('machine', 'container'), 'whether it ran in a container')),
  machine_key: equals('s.machine_key', field.hash('pseudonym of a machine')),
  configuration: equals('s.configuration', field.hash('configuration digest')),
  suite_epoch: equals(
    's.suite_epoch',
    Type.Integer({ minimum: 0, maximum: 99_999, description: 'epoch of the suite' }),
  ),
  profile: equals('s.profile', field.word(wordsOf('run', 'profile'), 'how much was measured')),
  verdict: equals('s.verdict', field.word(['valid', 'provisional'], 'what the validator said')),
  historic: filter(
    field.word(
      Object.keys(HISTORIC),
      'unsigned results of the historic ipc-bench: those that a trusted maintainer vouches for (the default), all, nothing else, none',
    ),
    (value) => condition(HISTORIC[value] ?? 'FALSE'),
  ),
  invalid: filter(
    field.word(Object.keys(INVALID), 'results that a trusted maintainer declared invalid; left out by default'),
    (value) => condition(INVALID[value] ?? 'FALSE'),
  ),
} satisfies Filters;

/** What holds where a request says nothing else. */
export const RESULT_DEFAULTS = { historic: 'vouched', invalid: 'exclude' } as const;

/** Of several packings of one historic run the richest is shown. */
export const ONE_PACKING: Fragment = condition('s.is_superseded = 0');

/** Results that measured a benchmark: only lists of results need it, lists of measurements have the points. */
export const HAS_BENCHMARK = {
  benchmark: filter(field.word(BENCHMARKS, 'results that measured this benchmark'), (value) =>
    condition(
      `EXISTS (SELECT 1 FROM coverage AS c
        WHERE c.benchmark IN (SELECT benchmark FROM benchmark WHERE name = ?) AND c.sub = s.sub AND c.measurements > 0)`,
      value,
    ),
  ),
} satisfies Filters;

function kernelPrefix(value: string): Fragment {
  const numbers = value.split('.').map(Number);
  const [major = 0, minor = 0, patch = 0, fourth = 0] = numbers;
  const step = [100_000 ** 2, 100_000, 1, 1][numbers.length - 1] ?? 1;
  const from = (major * 100_000 + minor) * 100_000 + patch;
  const range = condition('s.kernel_order >= ? AND s.kernel_order < ?', from, from + step);
  return numbers.length < 4 ? range : condition(`${range.sql} AND s.kernel_fourth = ?`, ...range.values, fourth);
}
