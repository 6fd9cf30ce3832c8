// A real smart-HTTP git server for tests, over a folder of bare repositories.
export {
  type GitHttpBackend,
  type GitHttpBackendOptions,
  startGitHttpBackend,
} from '../../scripts/git-http-backend.mjs';
