// The workflow that maintainers copy: least privilege, pinned, and it does what CHECK.md says on real branches.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { engine } from '@ipc-bench/server/git/engine';
import { ROOT_COMMIT } from '@ipc-bench/server/git/root-commit';
import { afterAll, describe, expect, it } from 'vitest';
import { badFiles } from '../support/bad-files.js';
import { resultFiles } from '../support/document.js';
import { byPath, commitToFork, RESULTS_REF } from '../support/fork.js';
import { git, temporaryFolder } from '../support/git-command.js';
import { mergeInto, newData, runCommand } from '../support/maintainer.js';

const folder = join(import.meta.dirname, '../../results-repo/docs');
const workflow = readFileSync(join(folder, 'check-pull-request.yml'), 'utf8');
const guide = readFileSync(join(folder, 'CHECK.md'), 'utf8');
const root = temporaryFolder(afterAll);

describe('the workflow', () => {
  it('runs on pull_request alone, may only read, and knows no secret', () => {
    const triggers = /^on:\n((?: {2}.*\n)+)/m.exec(workflow)?.[1]?.match(/^ {2}\w+/gm);
    expect(triggers).toEqual(['  pull_request']);
    expect(workflow).toMatch(/^permissions: \{\}$/m);
    expect(workflow.match(/^\s+permissions:\n((?:\s{6}.*\n)+)/m)?.[1]?.trim()).toBe('contents: read');
    expect(workflow).not.toMatch(/secrets\.|: write|pull_request_target|github\.token/);
    expect(workflow.match(/persist-credentials: false/g)).toHaveLength(
      workflow.match(/actions\/checkout/g)?.length ?? 0,
    );
  });

  it('names every action by commit and expands nothing of a stranger in a shell', () => {
    const actions = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(actions.length).toBeGreaterThan(2);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
    const scripts = [...workflow.matchAll(/run: (?:\|\n((?: {10}.*\n)+)|(.*))/g)].map(([all]) => all);
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) expect(script).not.toContain('${{');
    expect(workflow).toContain("TOOL_COMMIT: '0000000000000000000000000000000000000000'");
  });
});

describe('the branch for pull requests', () => {
  it('has a common ancestor with results branches, and a check of what would be checked out finds the refused file', async () => {
    expect(guide).toContain(ROOT_COMMIT);
    const [bad] = badFiles as [(typeof badFiles)[0] & object];
    const good = byPath(resultFiles(2, 'pull request'));
    const data = await newData();
    await mergeInto(data, commitToFork(root, 'others', byPath(resultFiles(1, 'others'))));
    for (const [name, files, exit] of [
      ['honest', good, 0],
      ['mixed', { ...good, [bad.path]: bad.bytes }, 3],
    ] as const) {
      const fork = await engine.init(join(root, `${name}.git`));
      const changes = Object.entries(files).map(([path, bytes]) => ({ path, bytes }));
      await fork.commit(RESULTS_REF, null, changes, { message: 'results\n', timeSeconds: 0 });
      await fork.close();
      const clone = join(temporaryFolder(), 'clone');
      git(['clone', '-q', join(data, 'results.git'), clone, '--branch', 'data']);
      git(['switch', '-q', '-c', 'pulls', ROOT_COMMIT], { cwd: clone });
      cpSync(join(folder, 'check-pull-request.yml'), join(clone, '.github/workflows/check.yml'));
      git(['add', '.github'], { cwd: clone });
      git(['-c', 'user.name=m', '-c', 'user.email=m@m.invalid', 'commit', '-q', '-m', 'check'], { cwd: clone });
      git(['fetch', '-q', fork.path, `${RESULTS_REF}:refs/heads/head`], { cwd: clone });
      expect(git(['merge-base', 'pulls', 'head'], { cwd: clone })).toBe(ROOT_COMMIT);
      git(['switch', '-q', '--detach', 'head'], { cwd: clone });
      rmSync(join(clone, '.git'), { recursive: true });
      const checked = await runCommand('check', clone, '--format', 'github');
      expect(checked.exit).toBe(exit);
      expect(checked.out.includes(`::error file=${bad.path},title=`)).toBe(exit === 3);
    }
  });
});
