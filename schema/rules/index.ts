// All rules. Adding one is a new file and a line here (and a new format version, once a format is frozen).
import { latencyStatistics } from './latency-statistics.js';
import { matrixShape } from './matrix-shape.js';
import { privacy } from './privacy.js';
import type { Rule } from './rule.js';
import { suiteMembership } from './suite-membership.js';
import { topologyShape } from './topology-shape.js';

export const rules: readonly Rule[] = [suiteMembership, latencyStatistics, matrixShape, topologyShape, privacy];
