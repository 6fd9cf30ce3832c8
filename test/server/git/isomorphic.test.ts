import { isomorphicGit } from '@ipc-bench/server/git/isomorphic';
import { gitPortContract } from '../../contracts/git-port.js';

gitPortContract('isomorphic-git', isomorphicGit);
