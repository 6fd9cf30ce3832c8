// Rounds in this process, by tools of today and of tomorrow.
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { builtInRegistry, type Registry } from '@ipc-bench/schema/registry';
import { parseVersion, type Version } from '@ipc-bench/schema/version';
import { engine } from '@ipc-bench/server/git/engine';
import { mergeSources, type RoundOptions } from '@ipc-bench/server/pipeline';
import { cryptography, plainDocument, signDocument, testKey } from './document.js';

/** The tool of tomorrow: it also knows format 2.0.0, and that 1.0.1 brought no new field after all. */
export const newerRegistry: Registry = {
  ...builtInRegistry,
  formats: [
    ...builtInRegistry.formats,
    ...builtInRegistry.formats
      .slice(0, 1)
      .flatMap((format) => ['1.0.1', '2.0.0'].map((text) => ({ ...format, version: parseVersion(text) as Version }))),
  ],
};

export function round(data: string, sources: string[], options: Partial<RoundOptions> = {}) {
  return mergeSources({
    git: engine,
    data,
    sources,
    remote: { allowLoopback: true },
    isDryRun: false,
    lockWaitMs: 0,
    deferredRoom: { files: 100, bytes: 1 << 20 },
    journalDays: 0,
    nowMs: Date.UTC(2026, 10, 23, 13, 14, 15),
    signal: new AbortController().signal,
    onProgress: () => {},
    ...options,
  });
}

/** A signed document of some format, valid or with a field that no format knows, at its place. */
export function fileOfFormat(format: string, nonce: string, extra: object = {}): readonly [string, Uint8Array] {
  const document = { ...plainDocument({ schema: format, nonce: nonce.repeat(32) }), ...extra };
  const bytes = canonicalBytes(signDocument(document, testKey('formats')));
  return [`results/e1/2026/11/20/${cryptography.sha256(bytes)}.json`, bytes];
}
