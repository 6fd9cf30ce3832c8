// The head of a comparison as an answer tells it: what its numbers are.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import type { Comparison } from './comparison.js';

export const COMPARISON_FIELDS = {
  benchmark: field.orNull(field.text('benchmark id; null: each group names its mechanism', 'pipe.latency')),
  benchmark_epoch: field.count('numbers of different epochs are never comparable', 1),
  parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer(), Type.Boolean()]), {
    description: 'identity parameters that all groups have in common',
    examples: [{ idle: 'natural', message_bytes: 64, placement: 'same-llc', touch: 'read_lines' }],
  }),
  metric: field.text('name of the number', 'rtt_p50'),
  unit: field.text('unit of all values: ps, B/s, ps/KiB', 'ps'),
  better: field.word(['lower', 'higher'], 'which direction is good'),
};

export function formatComparison(comparison: Comparison) {
  const { benchmark, benchmark_epoch, parameters, metric, unit, better } = comparison;
  return { benchmark, benchmark_epoch, parameters, metric, unit, better };
}
