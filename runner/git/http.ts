// HTTP to a git server over the runtime's `fetch`. Redirects are not followed: a token would follow them.
import type { HttpClient } from 'isomorphic-git';
import { RunnerError } from '../errors.js';

const REQUEST_MS = 60_000;

export interface HttpOptions {
  /** Offered with every request; the caller has checked that it is meant for this host. */
  token: string | null;
  signal: AbortSignal;
}

export interface HttpRequest {
  url: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array<ArrayBuffer> | string;
}

/** Throws `unreachable` and `interrupted`; a status of 400 and more is an answer. */
export async function request(
  { url, method = 'GET', headers = {}, body }: HttpRequest,
  { token, signal }: HttpOptions,
): Promise<Response> {
  const credentials = token === null ? null : Buffer.from(`x-access-token:${token}`).toString('base64');
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(credentials === null ? {} : { authorization: `Basic ${credentials}` }) },
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
    ...(body === undefined ? {} : { body }),
  }).catch((error: unknown) => {
    if (signal.aborted) throw new RunnerError('interrupted', 'Stopped while talking to the repository.');
    throw new RunnerError('unreachable', reasonOf(error), { cause: error });
  });
  if (response.status >= 300 && response.status < 400) {
    const to = response.headers.get('location') ?? 'somewhere else';
    throw new RunnerError('unreachable', `It has moved to ${to.split('/info/refs')[0]}: give that URL.`);
  }
  return response;
}

/** The same for isomorphic-git. */
export function httpClient(options: HttpOptions): HttpClient {
  return {
    async request({ url, method = 'GET', headers = {}, body }) {
      const sent = body ? { body: await collect(body) } : {};
      const response = await request({ url, method, headers, ...sent }, options);
      return {
        url,
        method,
        statusCode: response.status,
        statusMessage: response.statusText,
        headers: Object.fromEntries(response.headers),
        body: chunksOf(response),
      };
    },
  };
}

/** Throws `forbidden` or `unreachable` for a status that is no success. */
export function requireSuccess(status: number): void {
  if ([401, 403, 404].includes(status)) throw new RunnerError('forbidden', `It answered ${status}.`);
  if (status !== 200) throw new RunnerError('unreachable', `It answered ${status}.`);
}

async function collect(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array, void, void> {
  if (response.body) yield* response.body;
}

/** `fetch` hides the reason one level down; a code says enough and names no address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'It did not answer in time.';
  if (cause instanceof Error && 'code' in cause) return `The connection failed (${String(cause.code)}).`;
  return 'The connection failed.';
}
