// The contributor's package under the Node that Debian ships: over dist/, with node:test, as a user would run it.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'runner/bin/ipc-bench.js');
const hasCompiler = spawnSync('make', ['--version']).status === 0 && spawnSync('cc', ['--version']).status === 0;

let home = '';
before(() => {
  home = mkdtempSync(join(tmpdir(), 'ipc-bench-node20-'));
});
after(() => rmSync(home, { recursive: true, force: true }));

/** Resolves to exit code and output of the command, run by this very Node. */
function ipcBench(...args) {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: home };
    execFile(process.execPath, [bin, ...args], { env, cwd: home, maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

/** Keeps a short real run in the home, as `ipc-bench run` does with a longer one. */
async function keepTinyRun() {
  const load = (path) => import(join(root, 'runner/dist', path));
  const { readSettings } = await load('settings.js');
  const { findShim } = await load('shim-driver/find-shim.js');
  const { readMachine } = await load('system/read-machine.js');
  const { openFileTree } = await load('system/file-tree.js');
  const { readHostFacts } = await load('system/host-facts.js');
  const { planRun } = await load('plan/plan-run.js');
  const { PROFILES } = await load('plan/profile.js');
  const { EMPTY_STATE, runPlan } = await load('measure/run-plan.js');
  const { buildDocuments } = await load('document/build-documents.js');
  const { readMachineKey } = await load('identity/machine-key.js');
  const { signDocument } = await load('identity/sign-document.js');
  const { storeResult } = await load('store/result-store.js');
  const { canonicalBytes } = await import(join(root, 'schema/dist/canonical-json.js'));
  const { randomBytes } = await import('node:crypto');
  const folder = (name) => join(home, name);
  const settings = readSettings({
    PATH: process.env.PATH,
    XDG_DATA_HOME: folder('.local/share'),
    XDG_STATE_HOME: folder('.local/state'),
    XDG_CACHE_HOME: folder('.cache'),
  });
  const { signal } = new AbortController();
  const shim = await findShim(settings, { signal });
  const machine = readMachine(openFileTree('/'), readHostFacts());
  const { currentManifest } = await load('plan/current-manifest.js');
  const manifest = currentManifest();
  const tiny = { ...PROFILES['self-test'], samples: 20, warmup: 5, latencyBytes: [64], throughputBytes: [] };
  const plan = planRun(machine, shim.listing, manifest, tiny);
  const hooks = { onBlock() {}, onRepeat() {}, onMissing() {}, onState() {} };
  const measured = await runPlan(plan, shim, EMPTY_STATE, signal, hooks);
  const [document] = buildDocuments({ plan, shim, machine, manifest, measured, ended: new Date(), randomBytes });
  return storeResult(settings.dataDir, canonicalBytes(signDocument(document, readMachineKey(settings))));
}

it('runs under the Node it is meant to test', () => {
  const expected = process.env.IPC_BENCH_EXPECTED_NODE;
  if (expected !== undefined) assert.equal(process.version, expected);
  if (expected !== undefined) assert.match(process.version, /^v20\./);
});

it('starts, helps and says its version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'runner/package.json'), 'utf8'));
  assert.deepEqual(await ipcBench('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
  assert.equal((await ipcBench('--help')).code, 0);
  assert.equal((await ipcBench('warp')).code, 2);
});

it('makes a machine key for its owner alone', async () => {
  const { code, stdout, stderr } = await ipcBench('id');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /machine key {2}[0-9a-f]{64}/);
  assert.equal(statSync(join(home, '.local/state/ipc-bench/machine-key.pem')).mode & 0o777, 0o600);
});

it('refuses a file that is no result, with rule and remedy', async () => {
  writeFileSync(join(home, 'bad.json'), '{"envelope":1}');
  const { code, stdout } = await ipcBench('validate', 'bad.json');
  assert.equal(code, 3);
  assert.match(stdout, /bad\.json: invalid\n {2}envelope at \/schema/);
});

describe('with a compiler', { skip: hasCompiler ? false : 'no C compiler and make here' }, () => {
  let result;
  before(async () => {
    result = await keepTinyRun();
  });

  it('plans a run', async () => {
    const { code, stdout, stderr } = await ipcBench('run', '--dry-run');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Plan: self-test, about \d+ s/);
  });

  it('keeps a real run that the validator accepts, and shows it', async () => {
    const stored = join(home, '.local/share/ipc-bench', result.path);
    assert.equal((await ipcBench('validate', stored)).code, 0);
    assert.match((await ipcBench('list')).stdout, new RegExp(result.id.slice(0, 12)));
    assert.match((await ipcBench('show')).stdout, /Round trip/);
  });

  it('submits to a folder and writes a bundle', async () => {
    const { code, stderr } = await ipcBench('submit', '--to', 'folder', '--yes');
    assert.equal(code, 0, stderr);
    const stored = readFileSync(join(home, '.local/share/ipc-bench', result.path));
    assert.deepEqual(readFileSync(join(home, 'folder', result.path)), stored);
    assert.equal((await ipcBench('submit', '--out', 'out')).code, 0);
    assert.ok(readdirSync(join(home, 'out')).includes('ipc-bench.bundle'));
  });

  it('pushes to a repository, once', async () => {
    const { startGitHttpBackend } = await import(join(root, 'scripts/git-http-backend.mjs'));
    const gitdir = join(home, 'served', 'fork.git');
    const git = (...args) => spawnSync('git', args, { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: home } });
    assert.equal(git('init', '--quiet', '--bare', gitdir).status, 0);
    const server = await startGitHttpBackend({ root: join(home, 'served'), receivePack: true });
    try {
      const args = ['submit', '--to', `${server.url}/fork.git`, '--yes'];
      const first = await ipcBench(...args);
      assert.equal(first.code, 0, first.stderr);
      assert.match((await ipcBench(...args)).stderr, /there already/);
      assert.equal(git('-C', gitdir, 'fsck', '--strict').stderr.replace(/^notice:.*\n/gm, ''), '');
      assert.match(git('-C', gitdir, 'log', '--all', '--format=%s').stdout, /^Add 1 result\nipc-bench results root\n$/);
    } finally {
      await server.close();
    }
  });

  it('says that nobody answers with 69', async () => {
    assert.equal((await ipcBench('submit', '--to', 'http://127.0.0.1:9/x.git', '--yes')).code, 69);
  });
});
