// A process that writes to a repository and is killed by SIGKILL at one step: before its n-th change of the file system,
// or in the middle of it where that is a write. Arguments: repository, task, n, `before` or `within`. With n = 0 it is
// not killed, and prints the names of the changes it makes.
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createEngine } from '@ipc-bench/server/git/engine';
import { fileOperations } from '@ipc-bench/server/git/file-operations';

const DATA = 'refs/heads/data';
const header = { message: 'next\n', timeSeconds: 2 };
const changes = Array.from({ length: 5 }, (_, at) => {
  return { path: `results/e1/2026/01/02/${at}.json`, bytes: Buffer.from(`${at}`) };
});

/** What can be stopped. Each task can be done again. */
export async function perform(engine, path, task) {
  const repository = await engine.init(path, { soleWriter: true });
  const tip = await repository.readRef(DATA);
  const last = { changes: [{ path: 'x', bytes: Buffer.from('x') }], header };
  if (task === 'commit') await repository.commit(DATA, tip, changes, header);
  if (task === 'series') await repository.commitSeries(DATA, tip, [{ changes, header }, last]);
  if (task === 'snapshot') await repository.snapshot(DATA, tip, header);
  if (task === 'maintain') await repository.maintain();
  if (task === 'drop') await repository.maintain({ dropUnreachable: true });
  await repository.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, task, lastStep, where] = process.argv.slice(2);
  const done = [];
  const files = Object.fromEntries(
    Object.entries(fileOperations).map(([name, operation]) => [
      name,
      (...args) => {
        if (done.push(name) === Number(lastStep)) {
          if (where === 'within') writeSync(args[0], args[1], 0, Math.floor(args[1].length / 2), args[2] ?? null);
          process.kill(process.pid, 'SIGKILL');
        }
        return operation(...args);
      },
    ]),
  );
  await perform(createEngine({ files, withoutGit: true }), path, task);
  process.stdout.write(done.join(' '));
}
