import { createEngine, engine } from '@ipc-bench/server/git/engine';
import { gitPortContract } from '../../contracts/git-port.js';

gitPortContract('our own engine', engine);
gitPortContract('our own engine where git is not installed', createEngine({ withoutGit: true }));
