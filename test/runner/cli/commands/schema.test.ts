import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { makeHome, runCli } from '../run-cli.js';

const committed = (path: string) => readFileSync(resolve(import.meta.dirname, '../../../../schema', path), 'utf8');

it.each([
  [['--version', '1.0.0'], 'result/1.0.0.schema.json'],
  [['--suite', '0.1.0'], 'suite/0.1.0.json'],
  [[], 'result/1.0.0.schema.json'],
])('schema %j prints the file as committed', async (options, path) => {
  expect(await runCli(makeHome(), ['schema', ...options])).toEqual({ code: 0, stdout: committed(path), stderr: '' });
});

it('lists every version', async () => {
  const { stdout } = await runCli(makeHome(), ['schema', '--list']);
  expect(stdout).toMatch(/^result {2}1\.0\.0/m);
  expect(stdout).toMatch(/^suite {3}0\.1\.0/m);
});

it('says "upgrade" of a version it does not know, and refuses what is none', async () => {
  expect(await runCli(makeHome(), ['schema', '--version', '9.0.0'])).toMatchObject({
    code: 75,
    stdout: '',
    stderr: expect.stringContaining('upgrade'),
  });
  expect(await runCli(makeHome(), ['schema', '--version', '1.0'])).toMatchObject({ code: 2 });
});

it("leaves the program's own --version alone", async () => {
  expect((await runCli(makeHome(), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
