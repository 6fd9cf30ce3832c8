// One conversation with a forge's API, over Octokit: the token goes to this forge's API and nowhere else (no redirects to
// other hosts, no plain http but to loopback), answers are bounded in bytes and time, and every failure is a `ForgeError`
// in our own words.
import { Octokit } from '@octokit/core';
import { classifyAddress } from '../../git/addresses.js';
import type { Clock } from './clock.js';
import { type Forge, graphqlUrl } from './forge.js';
import { ForgeError } from './forge-error.js';
import { type Answer, openRateLimiter, type RateLimiter } from './rate-limit.js';

export interface ForgeClientOptions {
  forge: Forge;
  /** Without one only public REST routes answer, 60 times an hour. */
  token?: string | undefined;
  clock: Clock;
  /** Shared by all conversations that use one token. */
  limiter?: RateLimiter | undefined;
  /** Permit plain http to loopback (tests, benchmarks). */
  allowLoopback?: boolean | undefined;
}

export interface RestPage {
  /** The parsed answer, or `null` where it is the one that `etag` names. */
  data: unknown;
  etag: string | null;
  /** URL of the following page. */
  next: string | null;
  /** The forge's own time, by its `date` header. */
  forgeNowMs: number | null;
}

export interface GraphqlAnswer<Data> {
  /** Parts that could not be read are null. */
  data: Data;
  /** The forge's own time, by its `date` header. */
  forgeNowMs: number | null;
}

export interface ForgeClient {
  readonly isAuthenticated: boolean;
  readonly limiter: RateLimiter;
  /** Throws `ForgeError` where there are no data at all. */
  graphql<Data>(query: string, variables: object, signal?: AbortSignal): Promise<GraphqlAnswer<Data>>;
  /** One page of a REST resource, by path or by URL of this API; conditional where an `etag` is given. */
  get(location: string, options?: { etag?: string | null; signal?: AbortSignal | undefined }): Promise<RestPage>;
}

interface Question {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  query?: string;
  variables?: object;
}

const REQUEST_MS = 30_000;
const ANSWER_BYTES = 16 * 1024 * 1024;
const REDIRECTS = new Set([301, 302, 307, 308]);

export function openForgeClient({ forge, token, clock, limiter, allowLoopback }: ForgeClientOptions): ForgeClient {
  checkApiUrl(forge, allowLoopback ?? false);
  const limits = limiter ?? openRateLimiter({ clock });
  const silent = () => {};
  const octokit = new Octokit({
    baseUrl: forge.apiUrl,
    userAgent: 'ipc-bench',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: boundedFetch },
    ...(token === undefined ? {} : { auth: token }),
  });

  /** Whatever the status, an answer; `ForgeError` where there was none. */
  async function ask(question: Question, signal: AbortSignal | undefined): Promise<Answer> {
    try {
      const { status, headers, data } = await octokit.request({ ...question, request: signal ? { signal } : {} });
      if (status === 200 && (typeof data !== 'object' || data === null)) {
        throw new ForgeError('protocol', `${forge.name} sent an answer that is cut off or no JSON`);
      }
      return { status, headers, data };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ForgeError) throw error;
      const { response } = error as { response?: Answer };
      if (response === undefined) throw new ForgeError('unreachable', `${forge.name} does not answer`);
      return { status: response.status, headers: response.headers, data: response.data };
    }
  }

  function inApi(location: string): string {
    const url = location.startsWith('/') ? `${forge.apiUrl}${location}` : location;
    if (url.startsWith(`${forge.apiUrl}/`) && !/[\s\\]/.test(url)) return url;
    throw new ForgeError('protocol', `${forge.name} refers to another host`);
  }

  return {
    isAuthenticated: token !== undefined,
    limiter: limits,
    async graphql<Data>(query: string, variables: object, signal?: AbortSignal): Promise<GraphqlAnswer<Data>> {
      const request: Question = { method: 'POST', url: graphqlUrl(forge), query, variables };
      const answer = await limits.send('graphql', () => ask(request, signal), signal);
      if (answer.status !== 200) throw refused(forge, answer.status);
      const { data, errors } = answer.data as { data?: Data | null; errors?: { type?: unknown }[] };
      if (data === null || data === undefined) throw unanswered(forge, errors?.[0]?.type);
      return { data, forgeNowMs: timeOf(answer) };
    },
    async get(location, { etag, signal } = {}) {
      const headers: Record<string, string> = etag == null ? {} : { 'if-none-match': etag };
      const fetchPage = (url: string) =>
        limits.send('core', () => ask({ method: 'GET', url, headers }, signal), signal);
      let answer = await fetchPage(inApi(location));
      // A renamed repository; what is renamed again meanwhile is found in the next round.
      if (REDIRECTS.has(answer.status)) answer = await fetchPage(inApi(String(answer.headers.location)));
      if (answer.status !== 200 && answer.status !== 304) throw refused(forge, answer.status);
      return {
        data: answer.status === 304 ? null : answer.data,
        etag: typeof answer.headers.etag === 'string' ? answer.headers.etag : null,
        next: /<([^<>]+)>;\s*rel="next"/.exec(String(answer.headers.link))?.[1] ?? null,
        forgeNowMs: timeOf(answer),
      };
    },
  };
}

function checkApiUrl({ name, apiUrl }: Forge, allowLoopback: boolean): void {
  const { protocol, hostname, username, password } = new URL(apiUrl);
  const isLoopback = classifyAddress(hostname.replace(/^\[|\]$/g, '')) === 'loopback';
  const isAllowed = protocol === 'https:' || (protocol === 'http:' && isLoopback && allowLoopback);
  if (!isAllowed || username !== '' || password !== '' || apiUrl.endsWith('/')) {
    throw new ForgeError('protocol', `the API of ${name} must be an https URL without credentials or a last slash`);
  }
}

/** `fetch` that follows nothing, ends in time and stops reading an answer that is too large: it then counts as cut off. */
const boundedFetch: typeof fetch = async (input, init) => {
  const deadline = AbortSignal.timeout(REQUEST_MS);
  const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  const response = await fetch(input, { ...init, redirect: 'manual', signal });
  if (response.body === null) return response;
  let bytes = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > ANSWER_BYTES) controller.error(new Error('too large'));
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counted), { status: response.status, headers: response.headers });
};

function timeOf({ headers }: Answer): number | null {
  const time = Date.parse(String(headers.date));
  return Number.isNaN(time) ? null : time;
}

function refused({ name }: Forge, status: number): ForgeError {
  if (status === 401) return new ForgeError('unauthorized', `${name} does not accept the token`);
  if (status === 403) return new ForgeError('unauthorized', `${name} forbids this to the token`);
  if (status === 404 || status === 410 || status === 451)
    return new ForgeError('not_found', `${name} has no such public repository (status ${status})`);
  if (status >= 500) return new ForgeError('unreachable', `${name} fails with status ${status}`);
  return new ForgeError('protocol', `${name} answers with status ${status}`);
}

/** An answer without any data, by the type of its first error. */
function unanswered({ name }: Forge, type: unknown): ForgeError {
  if (type === 'NOT_FOUND') return new ForgeError('not_found', `${name} has no such public repository`);
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES')
    return new ForgeError('unauthorized', `${name} forbids this to the token`);
  return new ForgeError('protocol', `${name} does not answer the query`);
}
