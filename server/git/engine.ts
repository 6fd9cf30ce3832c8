// The git port by our own engine: the service's hot path. ARCHITECTURE.md says why it exists; the contract suite and the
// differential tests against git and isomorphic-git say that it is right.
import { engineRemote } from './engine-remote.js';
import { type EngineOptions, EngineRepository } from './engine-repository.js';
import { fileOperations } from './file-operations.js';
import type { GitPort } from './port.js';

/** An engine with other settings; tests stop a process between any two changes of the file system. */
export function createEngine(settings: Partial<EngineOptions> = {}): GitPort {
  const engine: EngineOptions = { files: fileOperations, withoutGit: false, ...settings };
  return {
    init: async (path, options = {}) => EngineRepository.init(path, engine, options),
    open: async (path, options = {}) => new EngineRepository(path, engine, options),
    remote: engineRemote,
  };
}

export const engine: GitPort = createEngine();
