// Refusals as lines for a person: the file, then each reason with its place and its remedy.
import type { Finding } from '@ipc-bench/schema/findings';
import { printable } from './printable.js';

export interface Refused {
  /** Branch of the source, or empty. */
  ref: string;
  path: string;
  findings: readonly Finding[];
  note?: string;
}

export function formatFindings(word: string, { ref, path, findings, note }: Refused): string[] {
  const place = printable(ref === '' ? path : `${ref}:${path}`);
  return [
    `  ${word} ${place}${note ? `: ${note}` : ''}`,
    ...findings.flatMap(({ rule, pointer, message, remedy }) => [
      `    ${rule} at ${printable(pointer || '/')}: ${printable(message)}`,
      `      ${remedy}`,
    ]),
  ];
}

export function formatFailure(error: { code: string; detail: string } | undefined): string[] {
  return error ? [`  could not be read to its end: ${printable(error.detail)} (${error.code})`] : [];
}

/** `3 added, 1 rejected`; empty when every count is 0. */
export function countWords(counts: readonly (readonly [string, number])[]): string {
  return counts.flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : [])).join(', ');
}
