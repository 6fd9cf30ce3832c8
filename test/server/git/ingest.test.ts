import { engine } from '@ipc-bench/server/git/engine';
import { createIngest } from '@ipc-bench/server/git/ingest';
import { afterAll } from 'vitest';
import { gitPortContract } from '../../contracts/git-port.js';

const ingest = createIngest();
afterAll(() => ingest.close());

gitPortContract('our own engine, reading in a child process', { ...engine, remote: ingest.remote });
