// EPOCH.MAJOR.MINOR, compared by the `semver` package. This file is the only place that knows that semver's own words
// for the three numbers are major, minor and patch.
import { SemVer } from 'semver';

export interface Version {
  epoch: number;
  major: number;
  minor: number;
}

/** Three numbers of at most five digits: no prerelease, no build part. */
const SHAPE = /^\d{1,5}\.\d{1,5}\.\d{1,5}$/;

/** Parses `E.M.m` exactly; `null` for anything else. */
export function parseVersion(text: string): Version | null {
  try {
    const { version, major: epoch, minor: major, patch: minor } = new SemVer(text);
    return version === text && SHAPE.test(text) ? { epoch, major, minor } : null;
  } catch {
    return null;
  }
}

/** Negative, zero or positive, as `Array.prototype.sort` wants. */
export function compareVersions(a: Version, b: Version): number {
  return a.epoch - b.epoch || a.major - b.major || a.minor - b.minor;
}

export type Familiarity = 'known' | 'newer_minor' | 'unknown';

/**
 * How well a registry that holds `known` versions understands `version`: exactly, as a newer minor of a line it holds
 * (`base` is the newest minor of that line), or not at all (newer or never heard of: the remedy is an upgrade).
 */
export function compareToRegistry(
  version: Version,
  known: readonly Version[],
): { familiarity: Familiarity; base: Version | null } {
  const line = known
    .filter(({ epoch, major }) => epoch === version.epoch && major === version.major)
    .sort(compareVersions);
  const exact = line.find(({ minor }) => minor === version.minor);
  if (exact) return { familiarity: 'known', base: exact };
  const newest = line.at(-1);
  if (newest && version.minor > newest.minor) return { familiarity: 'newer_minor', base: newest };
  return { familiarity: 'unknown', base: null };
}

export function formatVersion({ epoch, major, minor }: Version): string {
  return `${epoch}.${major}.${minor}`;
}
