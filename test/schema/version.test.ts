import { compareToRegistry, parseVersion } from '@ipc-bench/schema/version';
import { describe, expect, it } from 'vitest';

const known = ['0.1.0', '1.0.0', '1.0.1', '1.1.0']
  .map((text) => parseVersion(text))
  .filter((version) => version !== null);
const familiarity = (text: string) => {
  const version = parseVersion(text);
  return version ? compareToRegistry(version, known).familiarity : null;
};

describe('parseVersion', () => {
  it.each(['1.0', 'v1.0.0', '1.0.0-rc.1', '1.0.0+build', '01.0.0', ' 1.0.0', '1.0.0 ', '1.0.123456', ''])(
    'refuses %j',
    (text) => {
      expect(parseVersion(text)).toBeNull();
    },
  );
});

describe('compareToRegistry', () => {
  it.each([
    ['1.0.1', 'known'],
    ['1.0.2', 'newer_minor'],
    ['1.1.9', 'newer_minor'],
    ['0.1.1', 'newer_minor'],
    ['1.2.0', 'unknown'],
    ['2.0.0', 'unknown'],
    ['0.0.9', 'unknown'],
  ])('calls %s %s', (text, expected) => {
    expect(familiarity(text)).toBe(expected);
  });
});
