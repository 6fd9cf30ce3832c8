// Groups of machines, or ways of doing the same, side by side.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import {
  type Comparison,
  comparisonsByKey,
  comparisonsByMeasured,
  MEASURED,
  type MeasuredName,
  mayContrast,
} from './comparison.js';
import { COMPARISON_FIELDS, formatComparison } from './comparison-fields.js';
import { type Group, groupsByMeasured, groupsByProperty, type Reading, tellGroup } from './comparison-groups.js';
import { CONTRAST, type ContrastedPair, contrastGroups, contrastSides, formatContrasts } from './contrast-fields.js';
import { PROPERTIES, type PropertyName } from './dimension.js';
import { ESTIMATE, GROUP_FIELDS } from './estimate-fields.js';
import { jsonAnswer } from './json-answer.js';
import { LEFT_OUT, LeftOutTally } from './left-out.js';
import { NUMBERS_PARAMETERS, planNumbers } from './numbers-question.js';
import type { Query } from './query.js';

const BY = [...Object.keys(PROPERTIES), ...Object.keys(MEASURED)];
const DEFAULT_COMPARISONS = 12;
/** Groups shown of one comparison: those with most units. */
const MAX_GROUPS = 40;
/** With more groups than this each is contrasted with the largest only. */
const MAX_ALL_PAIRS = 8;

const parameters = Type.Object({
  ...NUMBERS_PARAMETERS,
  by: Type.Optional(field.word(BY, 'what groups differ in; virtualisation by default')),
  against: Type.Optional(
    Type.String({
      maxLength: 100,
      pattern: '^[ -~]+$',
      description: `a group to contrast every other with; by default all pairs of up to ${MAX_ALL_PAIRS} groups, else all with the largest`,
      examples: ['bare_metal'],
    }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description: `comparisons shown; ${DEFAULT_COMPARISONS} by default`,
      examples: [5],
    }),
  ),
});

const GROUP = field.object(
  {
    group: field.text('what distinguishes it', 'virtual'),
    key: field.hash('comparability key of its numbers'),
    ...GROUP_FIELDS,
    p99: field.orNull(ESTIMATE),
  },
  'one group: quantiles over units, each of which is the median of its results; p99 is the median of the units’ p99',
);

const COMPARISON = field.object(
  {
    ...COMPARISON_FIELDS,
    groups: field.list(GROUP, 'in the order of their property; mechanisms with the best first'),
    groups_left_out: field.count('smaller groups that are not shown', 0),
    contrasts: field.list(CONTRAST, 'pairs of groups'),
  },
  'numbers that may stand side by side',
);

export const compare: Query = {
  name: 'compare',
  summary: 'Groups of machines, or mechanisms, side by side, with how well it is known',
  description: `Where \`by\` is a property of results: one comparison per comparability key. Where it is what was measured (${Object.keys(MEASURED).join(', ')}): one per set of keys that differ in nothing else, each group being one key. Each unit counts once. Without \`metric\` or \`key\` it is about the median round trip or the throughput. Groups of units are contrasted within CPU models, and that is observational; mechanisms are contrasted within units. Methods: docs/statistics.md.`,
  parameters,
  answer: field.object(
    {
      revision: field.revision(),
      by: field.word(BY, 'what groups differ in'),
      comparisons: field.list(COMPARISON, 'newest epoch first, then by benchmark and size'),
      comparisons_left_out: field.count('that were not looked at: narrow the question, or raise `limit`', 0),
      left_out: LEFT_OUT,
    },
    'comparisons',
  ),
  examples: [
    'benchmark=pipe.latency&size=64&by=virtualisation',
    'metric=rtt_p50&size=64&placement=same-llc&idle=natural&by=mechanism',
    'mechanism=pipe&size=64&by=kernel_line&virtualisation=virtual&without=noisy,implausible',
  ],
  plan(raw) {
    const question = planNumbers(parameters, raw);
    const { by = 'virtualisation', against, limit = DEFAULT_COMPARISONS } = question.given as Asked;
    return (rows) => {
      const open = question.open(rows);
      const all = isMeasured(by) ? comparisonsByMeasured(open.series, by) : comparisonsByKey(open.series);
      const reading = { rows, open, tally: new LeftOutTally(open.asked, open.sampling) };
      const shown: Compared[] = [];
      let looked = 0;
      for (; looked < all.length && shown.length < limit; looked++) {
        const compared = compareGroups(reading, all[looked] as Comparison, by, against);
        if (compared.groups.length > 0) shown.push(compared);
      }
      const body = {
        revision: rows.revision,
        by,
        comparisons: tellAll(shown),
        comparisons_left_out: all.length - looked,
        left_out: reading.tally.format(rows, open.benchmarks),
      };
      return jsonAnswer(body);
    };
  },
};

interface Asked {
  by?: string;
  against?: string;
  limit?: number;
}

interface Compared {
  comparison: Comparison;
  groups: ReturnType<typeof tellGroup>[];
  groupsLeftOut: number;
  pairs: ContrastedPair[];
}

function isMeasured(by: string): by is MeasuredName {
  return Object.hasOwn(MEASURED, by);
}

function compareGroups(reading: Reading, comparison: Comparison, by: string, against: string | undefined): Compared {
  const groups = isMeasured(by)
    ? groupsByMeasured(reading, comparison, by)
    : groupsByProperty(reading, comparison, by as PropertyName);
  const largestFirst = [...groups].sort((a, b) => b.sample.units.length - a.sample.units.length);
  const kept = new Set(largestFirst.slice(0, MAX_GROUPS));
  const shown = groups.filter((group) => kept.has(group));
  const told = shown.map(tellGroup);
  reading.tally.lookAtGroups(told);
  const pairs = pairsOf(shown, against).flatMap(([a, b]) => {
    if (!isMeasured(by)) return [contrastGroups(a, b)];
    return mayContrast(a.side, b.side, by) ? [contrastSides(a, b)] : [];
  });
  return { comparison, groups: told, groupsLeftOut: groups.length - shown.length, pairs };
}

/** All pairs of a few groups; else every group with the one asked for, or with the one that has most units. */
function pairsOf(groups: readonly Group[], against: string | undefined): [Group, Group][] {
  const isAll = against === undefined && groups.length <= MAX_ALL_PAIRS;
  if (isAll) return groups.flatMap((a, at) => groups.slice(at + 1).map((b): [Group, Group] => [a, b]));
  const largest = groups.reduce<Group | undefined>(
    (best, group) => (best && best.sample.units.length >= group.sample.units.length ? best : group),
    undefined,
  );
  const reference = against === undefined ? largest : groups.find(({ group }) => group === against);
  return reference ? groups.filter((group) => group !== reference).map((group) => [group, reference]) : [];
}

/** P values are adjusted over all comparisons of the answer. */
function tellAll(shown: readonly Compared[]) {
  const contrasts = formatContrasts(shown.flatMap(({ pairs }) => pairs));
  let from = 0;
  return shown.map(({ comparison, groups, groupsLeftOut, pairs }) => {
    const own = contrasts.slice(from, from + pairs.length);
    from += pairs.length;
    return { ...formatComparison(comparison), groups, groups_left_out: groupsLeftOut, contrasts: own };
  });
}
