// Deliveries of webhooks: GitHub's own examples, signed by Octokit's own code, and everything that is wrong with others.
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { openReplayMemory } from '@ipc-bench/server/watch/github/replay-memory';
import { type Delivery, readWebhook, type WebhookOptions } from '@ipc-bench/server/watch/github/webhook';
import { sign } from '@octokit/webhooks-methods';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

interface Example {
  repository?: { id: number };
  pull_request?: { head: { repo: { id: number } | null } };
}

const require = createRequire(import.meta.url);
const EXAMPLES: { name: string; examples: Example[] }[] = [
  require('@octokit/webhooks-examples'),
  require('@octokit/webhooks-examples/ghes-31/index.json'),
  require('@octokit/webhooks-examples/ghes-35/index.json'),
].flat();
const SCHEMAS: { definitions: Record<string, SchemaNode> } = require('@octokit/webhooks-schemas');
interface SchemaNode {
  $ref?: string;
  type?: string | string[];
  required?: string[];
  properties?: Record<string, SchemaNode>;
  oneOf?: SchemaNode[];
  allOf?: SchemaNode[];
}

const WATCHED = ['push', 'create', 'delete', 'fork', 'repository', 'public', 'pull_request'];
const SECRET = "It's a Secret to Everybody";

function options(others: Partial<WebhookOptions> = {}): WebhookOptions {
  return {
    forge: 'github.com',
    secrets: [SECRET],
    replays: openReplayMemory(),
    isKnown: () => true,
    nowMs: 0,
    ...others,
  };
}

function deliver(event: string, body: string | Uint8Array, secret = SECRET): Delivery {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = {
    'x-github-event': event,
    'x-hub-signature-256': signature,
    'x-hub-signature': 'sha1=0',
    'content-type': 'application/json',
  };
  return { headers, body: Buffer.from(body) };
}

describe('every example that GitHub publishes', () => {
  const cases = EXAMPLES.flatMap(({ name, examples }) => examples.map((example) => ({ name, example })));

  test('there are many, of every event we look at', () => {
    expect(cases.length).toBeGreaterThan(500);
    expect([...WATCHED, 'ping'].filter((event) => !cases.some(({ name }) => name === event))).toEqual([]);
  });

  test('is accepted: with a hint, a pong or a shrug', async () => {
    for (const { name, example } of cases) {
      const body = JSON.stringify(example);
      const { headers } = deliver(name, '');
      const delivery = {
        headers: { ...headers, 'x-hub-signature-256': await sign(SECRET, body) },
        body: Buffer.from(body),
      };
      const outcome = readWebhook(delivery, options());
      if (name === 'ping') expect(outcome).toEqual({ kind: 'pong', status: 200 });
      else if (!WATCHED.includes(name)) expect(outcome).toEqual({ kind: 'ignored', status: 200, reason: 'event' });
      else {
        const ids = new Set([example.repository?.id, example.pull_request?.head.repo?.id ?? example.repository?.id]);
        const repositories = [...ids].map((id) => ({ forge: 'github.com', id }));
        expect(outcome).toEqual({ kind: 'hint', status: 202, repositories });
      }
    }
  });

  test('needs nothing but the number of its repository, which GitHub’s schema requires', () => {
    for (const event of WATCHED) {
      const names = Object.keys(SCHEMAS.definitions).filter((name) => name.startsWith(`${event}$`));
      expect(names).not.toEqual([]);
      for (const name of names) expect(requires({ $ref: `#/definitions/${name}` }, ['repository', 'id'])).toBe(true);
    }
    expect(requires({ $ref: '#/definitions/push$event' }, ['repository', 'organization'])).toBe(false);
  });
});

/** Whether every document of a schema has an integer at a path. */
function requires(node: SchemaNode, path: readonly string[]): boolean {
  const { $ref, type, oneOf, allOf = [], ...here } = node;
  if ($ref !== undefined) return requires(SCHEMAS.definitions[$ref.replace('#/definitions/', '')] ?? {}, path);
  const [name, ...rest] = path;
  if (name === undefined) return type === 'integer';
  if (oneOf !== undefined) return oneOf.every((each) => requires(each, path));
  const member = here.properties?.[name];
  const isHere = here.required?.includes(name) === true && member !== undefined && requires(member, rest);
  return isHere || allOf.some((each) => requires(each, path));
}

describe('a signature', () => {
  const body = JSON.stringify({ repository: { id: 7 } });
  const hint = { kind: 'hint', status: 202, repositories: [{ forge: 'github.com', id: 7 }] };

  test('by either secret is good while one replaces the other', () => {
    for (const secret of ['old', 'new']) {
      expect(readWebhook(deliver('push', body, secret), options({ secrets: ['new', 'old'] }))).toEqual(hint);
    }
    const outcome = readWebhook(deliver('push', body, 'older'), options({ secrets: ['new', 'old'] }));
    expect(outcome).toMatchObject({ kind: 'refused', status: 401, reason: 'wrong_signature' });
  });

  test('agrees with the worked example of GitHub’s documentation', () => {
    const delivery = {
      headers: {
        'x-github-event': 'ping',
        'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      },
      body: Buffer.from('Hello, World!'),
    };
    expect(readWebhook(delivery, options())).toMatchObject({ kind: 'refused', status: 400, reason: 'malformed' });
    const others = options({ secrets: ['another'] });
    expect(readWebhook(delivery, others)).toMatchObject({ reason: 'wrong_signature' });
  });

  test('by an empty secret, or with no secret set, is never good', () => {
    for (const secrets of [[], ['']]) {
      expect(readWebhook(deliver('push', body, ''), options({ secrets }))).toMatchObject({ status: 401 });
    }
  });

  test.each([
    undefined,
    '',
    'sha256=',
    'sha256=00',
    'sha1=0',
    `sha256=${'g'.repeat(64)}`,
    `x sha256=${'0'.repeat(64)}`,
  ])('of the form %j is none', (signature) => {
    const { headers } = deliver('push', body);
    const delivery = { headers: { ...headers, 'x-hub-signature-256': signature }, body: Buffer.from(body) };
    expect(readWebhook(delivery, options())).toEqual({ kind: 'refused', status: 401, reason: 'unsigned' });
  });

  test('covers every byte as it came, also where they are not UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (bytes, at) => {
        const delivery = deliver('push', bytes);
        expect(readWebhook(delivery, options())).not.toMatchObject({ reason: 'wrong_signature' });
        const changed = Uint8Array.from(bytes);
        changed[at % bytes.length] = (changed[at % bytes.length] ?? 0) ^ 1;
        const outcome = readWebhook({ ...delivery, body: changed }, options());
        expect(outcome).toEqual({ kind: 'refused', status: 401, reason: 'wrong_signature' });
      }),
    );
  });
});

describe('a delivery', () => {
  test('of repositories we do not watch is ignored, and does not use up memory', () => {
    const replays = openReplayMemory({ capacity: 1 });
    const known = JSON.stringify({ repository: { id: 7 } });
    const isKnown: WebhookOptions['isKnown'] = ({ forge, id }) => forge === 'github.com' && id === 7;
    const read = (body: string) => readWebhook(deliver('push', body), options({ replays, isKnown })).kind;
    expect(read(known)).toBe('hint');
    for (let id = 8; id < 20; id += 1) expect(read(JSON.stringify({ repository: { id } }))).toBe('ignored');
    expect(replays.isNew('x', 0)).toBe(true);
  });

  test('that comes again within a day is ignored', () => {
    const shared = options();
    const delivery = deliver('push', JSON.stringify({ repository: { id: 7 } }));
    expect(readWebhook(delivery, shared).kind).toBe('hint');
    expect(readWebhook(delivery, shared)).toEqual({ kind: 'ignored', status: 200, reason: 'replay' });
    expect(readWebhook(delivery, { ...shared, nowMs: 24 * 3_600_000 }).kind).toBe('hint');
  });

  test('of a pull request names the repository and the fork it comes from', () => {
    const body = JSON.stringify({ repository: { id: 1 }, pull_request: { head: { repo: { id: 2 } } } });
    const outcome = readWebhook(deliver('pull_request', body), options());
    expect(outcome).toMatchObject({ repositories: [{ id: 1 }, { id: 2 }] });
    const gone = JSON.stringify({ repository: { id: 1 }, pull_request: { head: { repo: null } } });
    expect(readWebhook(deliver('pull_request', gone), options())).toMatchObject({ repositories: [{ id: 1 }] });
  });

  test('as a form holds the same', () => {
    const body = new URLSearchParams({ payload: JSON.stringify({ repository: { id: 7 } }) }).toString();
    const { headers } = deliver('push', body);
    const delivery = {
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(body),
    };
    expect(readWebhook(delivery, options())).toMatchObject({ repositories: [{ id: 7 }] });
  });

  test.each([
    ['no JSON', 'x'],
    ['nothing', ''],
    ['no object', '[]'],
    ['null', 'null'],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['nested 200,000 deep', '['.repeat(200_000)],
  ])('that is %s is malformed', (_name, body) => {
    expect(readWebhook(deliver('push', body), options())).toEqual({
      kind: 'refused',
      status: 400,
      reason: 'malformed',
    });
  });

  test.each(['7', -1.5, 1e300, null, {}, [7], true])('whose repository is numbered %j names none', (id) => {
    const body = JSON.stringify({ repository: { id }, pull_request: 7 });
    expect(readWebhook(deliver('pull_request', body), options())).toMatchObject({ reason: 'unknown_repository' });
  });

  test('never throws, whatever its payload', () => {
    fc.assert(
      fc.property(fc.constantFrom(...WATCHED, 'ping', ''), fc.jsonValue(), (event, payload) => {
        readWebhook(deliver(event, JSON.stringify(payload)), options());
      }),
    );
  });
});
