import { engine } from '@ipc-bench/server/git/engine';
import { gitPortContract } from '../../contracts/git-port.js';

gitPortContract('our own engine', engine);
