// The second net under the allow-list: what no string of a result may look like, whatever field it stands in. Frozen
// with the format version, since a rule that changes would change verdicts.
import type { FindingCode } from '../findings.js';

const PATTERNS: readonly (readonly [FindingCode, RegExp])[] = [
  ['privacy_address', /[^\s@]+@[^\s@]*[A-Za-z][^\s@]*\.[A-Za-z]{2,}/],
  ['privacy_address', /(?:^|[^0-9A-Za-z])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?:$|[^0-9A-Za-z])/],
  ['privacy_address', /(?:^|[^0-9.])(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2}(?:$|[^0-9])/],
  ['privacy_address', /(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{0,4}|::[0-9A-Fa-f]/],
  ['privacy_host_name', /(?:^|[^A-Za-z0-9])(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z-]{1,62}(?:$|[^A-Za-z0-9])/],
  ['privacy_path', /(?:^|\s)(?:~?\/|[A-Za-z]:\\|\.\.?\/)[^\s]/],
  ['privacy_path', /\/(?:home|root|Users|usr|etc|var|tmp|opt|srv|mnt)(?:\/|$)/],
];

/** All of the above as text: part of what every released format decides by, so the gate holds it to a digest. */
export const SCAN_RULES = PATTERNS.map(([code, { source }]) => `${code} ${source}`).join('\n');

/** No pattern above matches a string of these characters only. */
const HARMLESS = /^[0-9A-Za-z_]*$/;

/** The first thing a string must not look like, or `null`. */
export function scanString(text: string): FindingCode | null {
  if (HARMLESS.test(text)) return null;
  return PATTERNS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
