// Every planned question. One new question is one new file and one line here.
import { benchmarks } from './benchmarks.js';
import { compare } from './compare.js';
import { measurements } from './measurements.js';
import type { Query } from './query.js';
import { results } from './results.js';

export const queries: readonly Query[] = [results, measurements, benchmarks, compare];
