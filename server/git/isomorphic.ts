// The git port over isomorphic-git: short, slow and easy to believe. It is the oracle that our own engine is compared
// with, not for strangers' data: it inflates whatever a pack declares and cannot fetch without blobs.
import { isomorphicRemote } from './isomorphic-remote.js';
import { initIsomorphic, openIsomorphic } from './isomorphic-repository.js';
import type { GitPort } from './port.js';

export const isomorphicGit: GitPort = {
  init: initIsomorphic,
  open: openIsomorphic,
  remote: isomorphicRemote,
};
