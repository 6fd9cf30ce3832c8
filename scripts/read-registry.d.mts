import type { RegistryFiles } from '@ipc-bench/schema/gate/check-registry';

export const schemaDir: URL;
export const goldensFolder: URL;
export function replayGoldens(): Promise<RegistryFiles['replayed']>;
export function readRegistry(): Promise<RegistryFiles>;
