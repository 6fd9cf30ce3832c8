// The self-test as a contributor meets it: wall time from command to kept result, and the size of the document, with the
// limits of the project as references. Uses a state of its own, so nothing of the user's is read or written.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../runner/bin/ipc-bench.js', import.meta.url));

export function bench() {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-bench-bench-'));
  const env = Object.fromEntries(['STATE', 'DATA', 'CACHE'].map((word) => [`XDG_${word}_HOME`, join(folder, word)]));
  const out = join(folder, 'result.json');
  const run = (...args) => {
    const { status } = spawnSync(process.execPath, [program, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`ipc-bench ${args.join(' ')} ended with ${status}`);
  };
  try {
    run('run', '--dry-run'); // compiles the measuring program
    const startedAt = performance.now();
    run('run', '--out', out);
    const seconds = (performance.now() - startedAt) / 1000;
    const bytes = statSync(out).size;
    return [
      {
        name: 'self-test, wall time',
        value: seconds,
        unit: 's',
        reference: 60,
        ratio: seconds / 60,
        note: 'limit 60 s',
      },
      {
        name: 'self-test, size of the document',
        value: bytes / 1024,
        unit: 'KiB',
        reference: 128,
        ratio: bytes / 131_072,
        note: 'limit 128 KiB',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
