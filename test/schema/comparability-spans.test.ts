import { comparabilityKey } from '@ipc-bench/schema/comparability';
import { comparabilitySpans } from '@ipc-bench/schema/comparability-spans';
import { describe, expect, it } from 'vitest';
import { cryptography } from '../support/document.js';
import { releases } from '../support/evolution/releases.js';

describe.each(Object.entries(releases))('the comparability table of release %s', (_name, { registry }) => {
  const spans = comparabilitySpans(registry);

  it('puts two versions into one span exactly where their comparability keys are equal', () => {
    const spanOfKey = new Map<string, string>();
    const keyOfSpan = new Map<string, string>();
    for (const { manifest } of registry.suites)
      for (const [benchmark, spec] of Object.entries(manifest.benchmarks))
        for (const [metric, metricSpec] of Object.entries(spec.metrics)) {
          const span = spans.findIndex(({ versions, definition }) =>
            versions.some(
              (one) =>
                one.benchmark === benchmark &&
                one.version === spec.version &&
                one.metric === metric &&
                definition === metricSpec.definition,
            ),
          );
          // the parameter that a lift adds must be there on the newer side
          const identity = benchmark === 'pipe.latency' && spec.version >= '1.1.0' ? { packet_mode: false } : {};
          const key = comparabilityKey(
            ...([benchmark, spec, identity, metric, metricSpec, cryptography, registry.lifts] as const),
          );
          const label = String(span);
          expect(span).toBeGreaterThanOrEqual(0);
          expect(spanOfKey.get(key) ?? label).toBe(label);
          expect(keyOfSpan.get(label) ?? key).toBe(key);
          spanOfKey.set(key, label);
          keyOfSpan.set(label, key);
        }
    expect(keyOfSpan.size).toBe(spans.length);
  });

  it('names every version once in each span, with the suites that hold it', () => {
    for (const { versions } of spans) {
      expect(new Set(versions.map(({ benchmark, version }) => `${benchmark} ${version}`)).size).toBe(versions.length);
      for (const { suites } of versions) expect(suites.length).toBeGreaterThan(0);
    }
  });
});
