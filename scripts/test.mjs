// The whole test suite, in numbered steps:
//   1. install  what the lockfile names; in CI also the Debian packages that only tests need
//   2. build    dist/ of every workspace
//   3. lint     Biome, knip and the schema gate
//   4. vitest   all tests under the repository's Node 24 (--long adds *.long.test.ts)
//   5. node:test  the contributor's package under the system's own Node, where that is Node 20
// It ends in a line `N passed, N failed, N skipped`, which counts steps 4 and 5, and fails on any failure of any step.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackages } from './debian-packages.mjs';
import { build, environment, install, nodePath, root, runOrExit } from './install.mjs';

const long = process.argv.includes('--long');
const reports = mkdtempSync(join(tmpdir(), 'ipc-bench-test-'));
const counts = { passed: 0, failed: 0, skipped: 0 };

// 1, 2 ---------------------------------------------------------------------------------------------------------------
install();
debianPackages();
build();

// 3 ------------------------------------------------------------------------------------------------------------------
runOrExit('lint', join(root, 'node_modules/.bin/biome'), ['check', '--error-on-warnings', '.']);
runOrExit('knip', nodePath(), ['node_modules/knip/bin/knip.js']);
runOrExit('schema gate', nodePath(), ['scripts/schema-gate.mjs']);

// 4 ------------------------------------------------------------------------------------------------------------------
const report = join(reports, 'vitest.json');
const vitest = spawnSync(
  nodePath(),
  ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  { cwd: root, stdio: 'inherit', env: environment(long ? { IPC_BENCH_LONG_TESTS: '1' } : {}) },
);
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  counts.passed += numPassedTests;
  counts.failed += numFailedTests;
  counts.skipped += numPendingTests + numTodoTests;
}
// A file that could not be loaded fails the run without counting a failed test.
if (vitest.status !== 0 && counts.failed === 0) counts.failed = 1;

// 5 ------------------------------------------------------------------------------------------------------------------
const systemNode = ['/usr/bin/node', '/usr/local/bin/node'].find(existsSync);
const systemVersion = systemNode
  ? spawnSync(systemNode, ['--version'], { encoding: 'utf8' }).stdout.trim()
  : 'no Node at /usr/bin or /usr/local/bin';
if (systemNode && systemVersion.startsWith('v20.')) {
  const { stdout, status } = spawnSync(systemNode, ['--test', '--test-reporter=tap', 'test/node20/'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, IPC_BENCH_EXPECTED_NODE: systemVersion },
  });
  process.stdout.write(stdout);
  const count = (word) => Number(new RegExp(`^# ${word} (\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
  counts.passed += count('pass');
  counts.failed += count('fail');
  counts.skipped += count('skipped');
  if (status !== 0 && count('fail') === 0) counts.failed += 1;
} else {
  console.log(`the contributor's tests under Node 20 were left out: ${systemVersion}`);
  counts.skipped += 1;
}

rmSync(reports, { recursive: true, force: true });
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
