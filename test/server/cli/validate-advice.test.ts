import { describe, expect, it, onTestFinished } from 'vitest';
import { fleet } from '../../support/fleet.js';
import { fleetIndex } from '../../support/fleet-index.js';
import { runCommand } from '../../support/maintainer.js';

describe('validate-advice', () => {
  it('prints regret of advice and base line for every goal and class', async () => {
    const { folder } = await fleetIndex(fleet({ machines: 20, seed: 3 }), onTestFinished);
    const { exit, out, err } = await runCommand('validate-advice', '--data', folder);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const row = out.split('\n').find((line) => /^current +latency +blocking/.test(line));
    expect(row).toMatch(/ 2 +\d+ +3 +[\d.]+ % \/ [\d.]+ % +[\d.]+ % \/ [\d.]+ % +(not )?beaten$/);
    expect(out).toMatch(/^historic +throughput +spinning +0 +0 +0 +not enough data$/m);
    expect(out).toContain('base line');
  });

  it('gives the same as JSON', async () => {
    const { folder } = await fleetIndex(fleet({ machines: 20, seed: 3 }), onTestFinished);
    const { out } = await runCommand('validate-advice', '--data', folder, '--json');
    const { validated, revision } = JSON.parse(out);
    expect(revision).toMatch(/^[0-9a-f]{40}$/);
    expect(validated).toHaveLength(12);
    expect(validated[0]).toMatchObject({ suite: 'current', goal: 'latency', class: 'blocking', tasks: 2 });
  });

  it('says that there is no index', async () => {
    const { exit, err } = await runCommand('validate-advice', '--data', '/nonexistent');
    expect(exit).toBe(1);
    expect(err).toContain('index');
  });
});
