import type { ResultDocument } from '../document.js';
import { type Finding, finding } from '../findings.js';
import type { Rule } from './rule.js';

function check({ machine: { topology } }: ResultDocument): Finding[] {
  const note = (place: string, message: string) => finding('topology', `/machine/topology/${place}`, message);
  const findings: Finding[] = [];
  const numbers = topology.cpu_number;
  if (numbers && new Set(numbers).size !== numbers.length) findings.push(note('cpu_number', 'a CPU twice'));
  if (numbers && numbers.length !== topology.logical_cpus)
    findings.push(note('cpu_number', `${numbers.length} entries for ${topology.logical_cpus} logical CPUs`));
  for (const list of ['core', 'socket', 'node'] as const) {
    const entries = topology[list];
    if (entries && entries.length !== numbers?.length)
      findings.push(note(list, `${entries.length} entries, not one per cpu_number`));
  }
  return findings;
}

export const topologyShape: Rule = {
  name: 'topology-shape',
  description: 'The arrays of the topology run parallel, with one entry per logical CPU and no CPU twice.',
  check,
};
