// Smart HTTP, the one place where bytes of a stranger's server enter: https (or http to loopback by flag), no redirects,
// no private addresses unless configured, credentials for one host only, a byte budget and a deadline per request.
// https://git-scm.com/docs/http-protocol
import { lookup as dnsLookup } from 'node:dns';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type AddressClass, classifyAddress } from './addresses.js';
import { limitBytes } from './limit-bytes.js';
import { GitError } from './port.js';

export interface TransportOptions {
  /** Bytes of one response body as sent; what it unpacks to (`content-encoding: gzip`) may be `decodedBytes`. */
  responseBytes: number;
  decodedBytes: number;
  /** Milliseconds from the start of a request to the last byte of its answer. */
  requestMs: number;
  allowLoopback: boolean;
  allowPrivate: boolean;
  /** Sent only when the URL's host (with port, if it is not the scheme's own) is exactly `host`. */
  credentials?: { host: string; authorization: string } | undefined;
}

export interface TransportRequest {
  /** Appended to the repository's URL, e.g. `/info/refs?service=git-upload-pack`. */
  path: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** A list is sent with its length, a stream in chunks. */
  body?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** A smaller byte budget for this answer. */
  responseBytes?: number | undefined;
  /** The answer must carry exactly this content type, or it is not git that answers. */
  contentType?: string;
}

export interface Transport {
  /** Sends one request and yields the body of a 200 answer; throws `GitError` for everything else. */
  request(request: TransportRequest): AsyncGenerator<Buffer, void, void>;
}

/** A request under way, and whether its time is up. */
interface Attempt {
  outgoing: ClientRequest | undefined;
  late: boolean;
}

/** Opens a transport to one repository. Throws `GitError`, code `address_refused`, for a URL we may not follow. */
export function openTransport(url: string, options: TransportOptions): Transport {
  const base = parseUrl(url);
  const permitted = permittedClasses(base, options);
  const host = base.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !permitted.has(classifyAddress(host))) {
    throw new GitError('address_refused', `${base.host} is not an address that may be asked`);
  }
  const secret = options.credentials?.host === base.host ? options.credentials.authorization : undefined;
  const agent = sharedAgent(base.protocol, permitted);
  const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
  const prefix = base.pathname.replace(/\/+$/, '');
  const name = `${base.origin}${prefix}`;

  function start(request: TransportRequest, attempt: Attempt): Promise<IncomingMessage> {
    const { body = [], method } = request;
    const headers: Record<string, string | number> = {
      'user-agent': 'git/ipc-bench',
      'accept-encoding': 'gzip',
      ...request.headers,
    };
    if (secret !== undefined) headers.authorization = secret;
    const whole = Array.isArray(body) ? Buffer.concat(body as readonly Uint8Array[]) : undefined;
    if (whole !== undefined && method === 'POST') headers['content-length'] = whole.length;
    return new Promise((resolve, reject) => {
      const outgoing = send({ host, port: base.port, path: prefix + request.path, method, headers, agent }, resolve);
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // A kept-alive connection may have been closed by the other side just now: that says nothing, ask again.
        const again = outgoing.reusedSocket && error.code === 'ECONNRESET' && whole !== undefined && !attempt.late;
        if (again) start(request, attempt).then(resolve, reject);
        else reject(error);
      });
      attempt.outgoing = outgoing;
      if (whole === undefined) pipeline(body, outgoing).catch(reject);
      // A string leaves in one piece with the headers; latin1 keeps its bytes.
      else outgoing.end(whole.toString('latin1'), 'latin1');
    });
  }

  async function* exchange(request: TransportRequest): AsyncGenerator<Buffer, void, void> {
    const attempt: Attempt = { outgoing: undefined, late: false };
    const timer = setTimeout(() => {
      attempt.late = true;
      attempt.outgoing?.destroy();
    }, options.requestMs);
    let response: IncomingMessage | undefined;
    try {
      response = await start(request, attempt);
      checkAnswer(response, request, name);
      yield* boundedBody(response, { ...options, responseBytes: request.responseBytes ?? options.responseBytes }, name);
    } catch (error) {
      throw attempt.late
        ? new GitError('limit_exceeded', `${name} did not answer whole within ${options.requestMs} ms`, {
            limit: 'requestMs',
          })
        : asGitError(error, name);
    } finally {
      clearTimeout(timer);
      if (response?.complete !== true) attempt.outgoing?.destroy();
    }
  }

  return { request: exchange };
}

function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new GitError('address_refused', 'not a URL');
  }
  if (url.username !== '' || url.password !== '') {
    throw new GitError('address_refused', `credentials do not belong into the URL of ${url.host}`);
  }
  if (url.search !== '' || url.hash !== '') throw new GitError('address_refused', `${url.host}: a query in the URL`);
  return url;
}

function permittedClasses(url: URL, options: TransportOptions): Set<AddressClass> {
  const permitted = new Set<AddressClass>();
  if (options.allowLoopback) permitted.add('loopback');
  if (url.protocol === 'https:') {
    permitted.add('public');
    if (options.allowPrivate) permitted.add('private');
  } else if (url.protocol !== 'http:') {
    throw new GitError('address_refused', `${url.protocol} is not https`);
  }
  if (permitted.size === 0) throw new GitError('address_refused', `${url.host}: plain http is not followed`);
  return permitted;
}

const agents = new Map<string, HttpAgent | HttpsAgent>();

/** Connections are kept alive and shared only between transports that permit the same addresses. */
function sharedAgent(protocol: string, permitted: Set<AddressClass>): HttpAgent | HttpsAgent {
  const key = [protocol, ...[...permitted].sort()].join(' ');
  let agent = agents.get(key);
  if (agent === undefined) {
    const settings = { keepAlive: true, timeout: 5000, lookup: checkedLookup(permitted) };
    agent = protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings);
    agents.set(key, agent);
  }
  return agent;
}

/** Resolves a name and connects only to the addresses that were checked (no second look-up to rebind). */
function checkedLookup(permitted: Set<AddressClass>): LookupFunction {
  return (name, options, done) => {
    dnsLookup(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      const bad = addresses.find(({ address }) => !permitted.has(classifyAddress(address)));
      const first = addresses[0];
      if (bad !== undefined || first === undefined) {
        return done(new GitError('address_refused', `${name} leads to an address that may not be asked`), []);
      }
      return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}

function checkAnswer(response: IncomingMessage, request: TransportRequest, name: string): void {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    throw new GitError('address_refused', `${name} redirects; redirects are not followed`, { httpStatus: status });
  }
  if (status !== 200) throw new GitError('unreachable', `${name} answers ${status}`, { httpStatus: status });
  const type = response.headers['content-type'];
  if (request.contentType !== undefined && type !== request.contentType) {
    throw new GitError('protocol', `${name} does not speak git's smart HTTP`);
  }
}

/** The body under its budgets; a body that ends early is an error, never short. */
async function* boundedBody(
  response: IncomingMessage,
  options: TransportOptions,
  name: string,
): AsyncGenerator<Buffer> {
  const { responseBytes, decodedBytes } = options;
  if (Number(response.headers['content-length'] ?? 0) > responseBytes) {
    throw new GitError('limit_exceeded', `${name} announces more than ${responseBytes} bytes`, {
      limit: 'responseBytes',
    });
  }
  const raw = limitBytes(response, responseBytes, 'responseBytes', name);
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return yield* raw;
  if (encoding !== 'gzip') throw new GitError('protocol', `${name} answers in an encoding that was not asked for`);
  const gunzip = createGunzip();
  // A failure on either side destroys `gunzip` with it, so the loop below is where it is thrown.
  pipeline(raw, gunzip).catch(() => {});
  yield* limitBytes(gunzip, decodedBytes, 'inflatedBytes', name);
}

function asGitError(error: unknown, name: string): GitError {
  if (error instanceof GitError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? 'no answer';
  if (code === 'Z_DATA_ERROR' || code.startsWith('HPE_')) return new GitError('protocol', `${name}: ${code}`);
  return new GitError('unreachable', `${name}: ${code}`, { cause: error });
}
