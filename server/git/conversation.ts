// Two ways to talk to git's server programs, with the same requests and answers: smart HTTP, and the programs themselves
// on this machine (`--stateless-rpc` is what git's own HTTP server calls). So a local path is read by git, under git's
// rules about alternates, owners and formats, and our side needs one client only.
// https://git-scm.com/docs/http-protocol, https://git-scm.com/docs/git-upload-pack
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { limitBytes } from './limit-bytes.js';
import { GitError, type RemoteLimits, type RemoteOptions } from './port.js';
import { openTransport } from './transport.js';

export type GitService = 'git-upload-pack' | 'git-receive-pack';
export type RequestBody = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface Conversation {
  /** Scheme, host and port of the server; absent for a path of this machine. */
  readonly origin?: string;
  /** What the service says first. Fetching greets in protocol version 2. */
  advertise(service: GitService): AsyncGenerator<Buffer, void, void>;
  /** One request and its whole answer; `responseBytes` lowers the byte budget of this one. */
  request(
    service: GitService,
    body: RequestBody,
    options?: { responseBytes?: number | undefined },
  ): AsyncGenerator<Buffer, void, void>;
}

/** Throws `GitError`, code `address_refused`, for a URL we may not follow. */
export function openConversation(url: string, limits: RemoteLimits, options: RemoteOptions): Conversation {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? httpConversation(url, limits, options) : localConversation(url, limits);
}

function httpConversation(url: string, limits: RemoteLimits, options: RemoteOptions): Conversation {
  const transport = openTransport(url, {
    responseBytes: limits.responseBytes,
    decodedBytes: limits.inflatedBytes,
    requestMs: limits.requestMs,
    allowLoopback: options.allowLoopback ?? false,
    allowPrivate: options.allowPrivate ?? false,
    credentials: options.credentials,
  });
  const version = (service: GitService) => (service === 'git-upload-pack' ? { 'git-protocol': 'version=2' } : {});
  return {
    origin: new URL(url).origin,
    advertise: (service) =>
      transport.request({
        path: `/info/refs?service=${service}`,
        method: 'GET',
        headers: version(service),
        contentType: `application/x-${service}-advertisement`,
      }),
    request: (service, body, { responseBytes } = {}) =>
      transport.request({
        path: `/${service}`,
        method: 'POST',
        headers: { ...version(service), 'content-type': `application/x-${service}-request` },
        body,
        contentType: `application/x-${service}-result`,
        responseBytes,
      }),
  };
}

function localConversation(path: string, limits: RemoteLimits): Conversation {
  const folder = resolve(path);
  async function* run(service: GitService, mode: string, body: RequestBody, responseBytes: number) {
    if (![folder, join(folder, '.git')].some((place) => existsSync(join(place, 'HEAD')))) {
      throw new GitError('not_a_repository', `${path} is not a git repository`);
    }
    const settings = ['-c', 'uploadpack.allowFilter=true', service.slice('git-'.length), mode, folder];
    // `env` adds to the environment without this file having to read it.
    const child = spawn('env', ['GIT_PROTOCOL=version=2', 'git', ...settings], { stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = new Promise<number | null>((done) => child.once('close', done).once('error', () => done(null)));
    const timer = setTimeout(() => child.kill('SIGKILL'), limits.requestMs);
    child.stdin.on('error', () => {});
    try {
      const fed = feed(child.stdin, body);
      yield* limitBytes(child.stdout as AsyncIterable<Buffer>, responseBytes, 'responseBytes', path);
      await fed;
      const code = await ended;
      if (child.killed) {
        throw new GitError('limit_exceeded', `${path}: no whole answer in ${limits.requestMs} ms`, {
          limit: 'requestMs',
        });
      }
      if (code !== 0) throw new GitError('unreachable', `${path}: git ${service.slice(4)} failed`);
    } finally {
      clearTimeout(timer);
      child.kill('SIGKILL');
      await ended;
    }
  }

  return {
    advertise: (service) => run(service, '--advertise-refs', [], limits.responseBytes),
    request: (service, body, { responseBytes = limits.responseBytes } = {}) =>
      run(service, '--stateless-rpc', body, responseBytes),
  };
}

async function feed(stdin: NodeJS.WritableStream, body: RequestBody): Promise<void> {
  for await (const part of body) {
    if (!stdin.write(part)) await new Promise((done) => stdin.once('drain', done).once('close', done));
  }
  stdin.end();
}
