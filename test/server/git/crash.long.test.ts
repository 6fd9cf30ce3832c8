import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { expectOldOrNew, makeOriginal } from '../../support/crash-steps.js';
import { temporaryFolder } from '../../support/git-command.js';

let original: string;
beforeAll(async () => {
  original = join(temporaryFolder(afterAll), 'original.git');
  await makeOriginal(original);
});

test.each(['series', 'snapshot', 'drop'] as const)('SIGKILL at any step of %s', { timeout: 300_000 }, (task) =>
  expectOldOrNew(original, task),
);
