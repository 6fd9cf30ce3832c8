// Every command of the researcher's guide works as it is printed.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { queries } from '@ipc-bench/server/query/queries';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from '../support/corpus.js';
import { type HttpService, startService } from '../support/http-service.js';
import { indexedData } from '../support/indexed.js';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/researcher.md'), 'utf8');
const scripts = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text);

let service: HttpService;

beforeAll(async () => {
  const { folder, index } = await indexedData(corpus(30), {}, afterAll);
  index.close();
  service = await startService(folder);
});
afterAll(() => service.close());

/** Runs one block in a shell, against the test's own service; gives what each command printed. */
async function runShell(script: string): Promise<string> {
  const local = script.replaceAll('http://127.0.0.1:8080', service.origin).replaceAll('curl ', 'curl --fail -sS ');
  const { stdout } = await promisify(execFile)('sh', ['-euc', local], { maxBuffer: 1 << 28 });
  return stdout;
}

describe("the researcher's guide", () => {
  it('has commands', () => {
    expect(scripts.length).toBeGreaterThan(3);
  });

  it.each(scripts.map((script) => [script.split('\n')[0], script]))('%s', async (_, script) => {
    expect(await runShell(script)).not.toBe('');
  });

  it('gets the file whose hash is its id', async () => {
    const script = scripts.find((text) => text.includes('sha256sum')) ?? '';
    const printed = await runShell(`${script}\necho "$ID"`);
    const [, hash, id] = /([0-9a-f]{64}) {2}-\n([0-9a-f]{64})\n$/.exec(printed) ?? [];
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hash).toBe(id);
  });
});

describe('examples of questions', () => {
  it.each(queries.flatMap(({ name, examples }) => examples.map((query) => [`/v1/${name}?${query}`])))(
    '%s',
    async (url) => {
      expect((await service.get(url)).status).toBe(200);
    },
  );
});
