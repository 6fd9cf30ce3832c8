// The git port by our own engine: the service's hot path. ARCHITECTURE.md says why it exists; the contract suite and the
// differential tests against git and isomorphic-git say that it is right.
import { engineRemote } from './engine-remote.js';
import { initRepository, openRepository } from './engine-repository.js';
import { type FileOperations, fileOperations } from './file-operations.js';
import type { GitPort } from './port.js';

/** An engine whose writes go through `files`; tests stop a process between any two of them. */
export function createEngine(files: FileOperations = fileOperations): GitPort {
  return {
    init: async (path, options = {}) => initRepository(path, files, options),
    open: async (path, options = {}) => openRepository(path, files, options),
    remote: engineRemote,
  };
}

export const engine: GitPort = createEngine();
