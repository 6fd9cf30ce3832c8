// The git server of a benchmark in a process of its own, so that its CPU time is not counted as the client's.
import { startGitHttpBackend } from '../../git-http-backend.mjs';

const server = await startGitHttpBackend({ root: process.argv[2], receivePack: true });
process.send(server.url);
process.on('disconnect', () => process.exit(0));
