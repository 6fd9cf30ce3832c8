// The committed registry, byte for byte, for those who hand it out: `ipc-bench schema` and `/v1/schemas`. Apart from
// `registry.ts`, so that the validator of a browser does not carry everything twice.
import { files } from './generated/files.js';

export interface RegistryFile {
  /** A result format (JSON Schema) or a suite (manifest). */
  kind: 'result' | 'suite';
  version: string;
  /** Drafts may still change; what is released never does. */
  isDraft: boolean;
  /** The file as committed. */
  text: string;
}

/** Formats before suites, each in ascending order of their file names. */
export const registryFiles: readonly RegistryFile[] = files;

/** `undefined`: there is no such version, or this build does not know it yet. */
export function findRegistryFile(kind: RegistryFile['kind'], version: string): RegistryFile | undefined {
  return registryFiles.find((file) => file.kind === kind && file.version === version);
}
