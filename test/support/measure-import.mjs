// Imports one archive and prints what became of it and the peak resident memory of this process, for the memory test.
// The peak is VmHWM: `maxRSS` would begin with the parent's.
import { readFileSync } from 'node:fs';
import { importArchive } from '@ipc-bench/server/import/import-archives';

const outcome = await importArchive(process.argv[2]);
const [, peakKib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
const peakMb = Math.round(Number(peakKib) / 1024);
console.log(JSON.stringify({ outcome: 'refusal' in outcome ? outcome.refusal.rule : 'read', peakMb }));
