import type { RegistryFiles } from '@ipc-bench/schema/gate/check-registry';

export const schemaDir: URL;
export function readRegistry(): RegistryFiles;
