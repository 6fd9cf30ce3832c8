import { CURRENT_SUITE } from '@ipc-bench/schema/document';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import type { SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import { formatVersion } from '@ipc-bench/schema/version';
import { RunnerError } from '../errors.js';

/** The suite that this runner measures. */
export function currentManifest(): SuiteManifest {
  const suite = builtInRegistry.suites.find(({ version }) => formatVersion(version) === CURRENT_SUITE);
  if (!suite) throw new RunnerError('internal', `The suite ${CURRENT_SUITE} is not in this build.`);
  return suite.manifest;
}
