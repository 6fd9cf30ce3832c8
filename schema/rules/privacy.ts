import type { ResultDocument } from '../document.js';
import { type Finding, finding, pointerStep } from '../findings.js';
import { isKnownCpuWord } from '../privacy/cpu-name.js';
import { scanString } from '../privacy/scan-string.js';
import type { Rule } from './rule.js';

function scan(value: unknown, pointer: string, findings: Finding[]): void {
  if (typeof value === 'string') {
    const code = scanString(value);
    if (code) findings.push(finding(code, pointer, 'a string of this field looks like that'));
  } else if (Array.isArray(value)) {
    value.forEach((item, at) => {
      if (typeof item !== 'number') scan(item, pointer + pointerStep(at), findings);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      // A benchmark id has the form of a host name; its own grammar ends it in .latency or .throughput.
      if (typeof member !== 'number' && key !== 'benchmark') scan(member, pointer + pointerStep(key), findings);
    }
  }
}

function* scanCpuName({ machine: { cpu } }: ResultDocument): Generator<Finding> {
  const unknown = cpu.name?.split(' ').filter((word) => !isKnownCpuWord(word)).length ?? 0;
  if (unknown > 0) yield finding('privacy_word', '/machine/cpu/name', `${unknown} unknown word(s)`);
}

export const privacy: Rule = {
  name: 'privacy',
  description: 'No string looks like a host name, an address or a path; a CPU name holds known words only.',
  check(document) {
    const findings: Finding[] = [];
    scan(document, '', findings);
    return [...findings, ...scanCpuName(document)];
  },
};
