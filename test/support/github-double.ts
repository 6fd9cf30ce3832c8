// A strict double of GitHub's API on loopback: real HTTP, a world that tests change, limits, lags and failures. Requests
// that GitHub would refuse are refused; requests that the double does not cover fail the test when it is closed.
//
// What it does not cover: GitHub's own caching and timeouts, tokens without rights, organisations, and whether GitHub
// keeps its documentation's promises.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@ipc-bench/server/watch/github/clock';
import type { Forge } from '@ipc-bench/server/watch/github/forge';
import { executeQuery, type GraphqlAnswer, priceQuery } from './github-double-graphql.js';
import { type DoubleResource, HourlyWindow } from './github-double-limits.js';
import { answerRest, etagOf, type RestAnswer, restError } from './github-double-rest.js';
import { GithubWorld } from './github-double-world.js';

/** What goes wrong with one request. */
export type Fault =
  | { kind: 'secondary'; status: 200 | 403 | 429; retryAfterSeconds?: number }
  | { kind: 'status'; status: 500 | 502 | 503 | 401; body?: string }
  /** The answer breaks off in its middle, or the connection before it. */
  | { kind: 'cut' }
  | { kind: 'reset' }
  /** No answer until the client goes away. */
  | { kind: 'hang' };

interface SeenRequest {
  resource: DoubleResource;
  path: string;
  status: number;
  /** What it took from the limit. */
  cost: number;
}

export interface GithubDouble {
  readonly world: GithubWorld;
  readonly forge: Forge;
  readonly token: string;
  readonly requests: SeenRequest[];
  /** Faults of the next requests, in order. */
  readonly faults: Fault[];
  /** Called before each request is answered: what happens meanwhile. */
  meanwhile: (() => void) | undefined;
  /** A clock of the client's, turned by sleeping; `skewMs` ahead of the forge's. */
  clock(skewMs?: number): Clock;
  /** Throws the first request that the double does not cover. */
  close(): Promise<void>;
}

export interface GithubDoubleOptions {
  world?: GithubWorld;
  coreLimit?: number;
  anonymousLimit?: number;
  graphqlLimit?: number;
  webUrl?: string;
}

export async function startGithubDouble({
  world = new GithubWorld(),
  coreLimit = 5_000,
  anonymousLimit = 60,
  graphqlLimit = 5_000,
  webUrl = 'https://forge.invalid',
}: GithubDoubleOptions = {}): Promise<GithubDouble> {
  const token = 'ghp_0123456789abcdefTOKEN';
  const windows = {
    core: new HourlyWindow(world, 'core', coreLimit),
    anonymous: new HourlyWindow(world, 'core', anonymousLimit),
    graphql: new HourlyWindow(world, 'graphql', graphqlLimit),
  };
  const uncovered: unknown[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      uncovered.push(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const double: GithubDouble = {
    world,
    forge: { name: 'github.test', apiUrl, webUrl },
    token,
    requests: [],
    faults: [],
    meanwhile: undefined,
    clock: (skewMs = 0) => ({
      now: () => world.nowMs + skewMs,
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        world.nowMs += ms;
      },
    }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      if (uncovered.length > 0) throw uncovered[0];
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    double.meanwhile?.();
    const path = request.url ?? '/';
    const resource = path === '/graphql' ? 'graphql' : 'core';
    const fault = double.faults.shift();
    const seen = { resource, path, status: 0, cost: 0 } as const;
    const send = ({ status, headers, body: content }: RestAnswer, cost: number) => {
      double.requests.push({ ...seen, status, cost });
      const text = status === 304 ? '' : JSON.stringify(content);
      response.sendDate = false;
      response.writeHead(status, {
        date: new Date(world.nowMs).toUTCString(),
        'content-type': 'application/json; charset=utf-8',
        ...(status === 304 ? {} : { 'content-length': Buffer.byteLength(text) }),
        ...headers,
      });
      if (fault?.kind !== 'cut') return response.end(text);
      return response.write(text.slice(0, text.length / 2), () => response.destroy());
    };
    if (fault?.kind === 'reset') return void response.destroy();
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'status') return void send(restError(fault.status, fault.body ?? 'a fault'), 0);

    const authorization = request.headers.authorization;
    const isKnown = authorization === `token ${token}` || authorization === `bearer ${token}`;
    if (request.headers['user-agent'] === undefined) return void send(restError(403, 'no user agent'), 0);
    if (authorization !== undefined && !isKnown) return void send(restError(401, 'Bad credentials'), 0);
    const window = resource === 'graphql' ? windows.graphql : isKnown ? windows.core : windows.anonymous;
    if (fault?.kind === 'secondary') return void send(secondaryLimit(fault, window), 0);
    if (resource === 'graphql') {
      if (!isKnown) return void send(restError(401, 'This endpoint requires you to be authenticated.'), 0);
      const { answer: data, cost } = await answerGraphql(request, body, windows.graphql);
      return void send({ status: 200, headers: window.headers(), body: data }, cost);
    }
    if (request.method !== 'GET') throw new Error(`the double does not know ${request.method}`);
    if (!window.take(1)) {
      const message = `API rate limit exceeded for ${isKnown ? 'user ID 1' : '127.0.0.1'}.`;
      return void send(restError(403, message, window.headers()), 0);
    }
    const found = answerRest(world, apiUrl, path);
    const etag = etagOf(JSON.stringify(found.body));
    const isSame = found.status === 200 && request.headers['if-none-match'] === etag;
    // "Does not count against your primary rate limit if a 304 response is returned and the request was made while
    // correctly authorized."
    if (isSame && isKnown) window.used -= 1;
    // GitHub does not promise the other headers with 304.
    const headers = {
      ...(isSame ? {} : found.headers),
      ...(found.status === 200 ? { etag } : {}),
      ...window.headers(),
    };
    return void send({ ...found, status: isSame ? 304 : found.status, headers }, isSame && isKnown ? 0 : 1);
  }

  async function answerGraphql(
    request: IncomingMessage,
    body: string,
    window: HourlyWindow,
  ): Promise<{ answer: GraphqlAnswer; cost: number }> {
    if (request.method !== 'POST') throw new Error('GraphQL is asked by POST');
    const { query, variables = {}, ...others } = JSON.parse(body);
    if (typeof query !== 'string' || Object.keys(others).length > 0) throw new Error('not a GraphQL request');
    const price = priceQuery(query, variables);
    if (typeof price !== 'number') return { answer: price, cost: 0 };
    if (!window.take(price)) {
      const message = 'API rate limit exceeded for user ID 1.';
      return { answer: { errors: [{ type: 'RATE_LIMITED', message }] }, cost: 0 };
    }
    return { answer: await executeQuery(world, query, variables), cost: price };
  }

  return double;
}

function secondaryLimit(fault: Fault & { kind: 'secondary' }, window: HourlyWindow): RestAnswer {
  window.take(0);
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const wait = fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  const headers = { ...window.headers(), ...wait };
  return fault.status === 200
    ? { status: 200, headers, body: { errors: [{ message }] } }
    : restError(fault.status, message, headers);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
