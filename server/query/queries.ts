// Every planned question. One new question is one new file and one line here.
import { advice } from './advice.js';
import { benchmarks } from './benchmarks.js';
import { compare } from './compare.js';
import { configurations } from './configurations.js';
import { distribution } from './distribution.js';
import { errata } from './errata.js';
import { facets } from './facets.js';
import { machines } from './machines.js';
import { matrix } from './matrix.js';
import { measurements } from './measurements.js';
import { quality } from './quality.js';
import type { Query } from './query.js';
import { results } from './results.js';
import { standing } from './standing.js';
import { trend } from './trend.js';

// biome-ignore format: one line per question
export const queries: readonly Query[] = [
  results,
  measurements,
  benchmarks,
  errata,
  facets,
  machines,
  configurations,
  compare,
  trend,
  standing,
  distribution,
  matrix,
  advice,
  quality,
];
