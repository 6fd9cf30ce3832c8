import { formatStamp } from '@ipc-bench/server/canonical/commit-stamp';
import { describe, expect, it } from 'vitest';

const facts = { added: 3, retracted: 1, nowMs: Date.UTC(2026, 10, 23, 23, 59, 59) };

describe('formatStamp', () => {
  it('floors the time to the UTC day and names a public source by its hash only', () => {
    const { message, timeSeconds } = formatStamp({ ...facts, sourceName: 'https://forge.example/joe/results.git' });
    expect(timeSeconds).toBe(Date.UTC(2026, 10, 23) / 1000);
    expect(message).toMatch(/^merge one source\n\nSource: sha256:[0-9a-f]{64}\nAdded: 3\nRetracted: 1\n$/);
  });

  it('says nothing of a path of this machine', () => {
    expect(formatStamp({ ...facts, sourceName: null }).message).toContain('\nSource: local\n');
  });
});
