// `logs/target_cpus`: the CPUs that throughput was measured against, as a comma list in measuring order, without a newline.
import { MAX_CPUS } from './parse-cpu-list.js';

/** CPU numbers in the order of the file; undefined for anything malformed. */
export function parseTargetCpus(text: string): number[] | undefined {
  const parts = text.trim().split(/\s*,\s*/);
  if (!parts.every((part) => /^\d{1,4}$/.test(part))) return undefined;
  const cpus = parts.map(Number);
  return cpus.every((cpu) => cpu < MAX_CPUS) && cpus.length <= MAX_CPUS ? cpus : undefined;
}
