// A real smart-HTTP git server on loopback: node:http in front of git's own `git http-backend` (CGI), serving every bare
// repository below one folder. For tests, benchmarks and the demonstration of `npm start`; never for the internet.
// https://git-scm.com/docs/git-http-backend, RFC 3875
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

/**
 * Starts the server. `receivePack` permits pushes, `filter` permits partial fetches, `protocol` is
 * the newest version it admits to knowing, `settings` are further `name=value` of git, `onRequest` sees every request
 * first and may answer it itself by returning true. `requests` counts what was asked and sent.
 */
export async function startGitHttpBackend({
  root,
  host = '127.0.0.1',
  port = 0,
  receivePack = false,
  filter = true,
  protocol = 2,
  settings = [],
  onRequest,
}) {
  const requests = [];
  const children = new Set();
  const configuration = [
    `http.receivepack=${receivePack}`,
    `uploadpack.allowFilter=${filter}`,
    'safe.directory=*',
    ...settings,
  ].flatMap((setting) => ['-c', setting]);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const seen = { method: request.method, path: url.pathname + url.search, responseBytes: 0 };
    requests.push(seen);
    if (onRequest?.(request, response) === true) return;
    const child = spawn('git', [...configuration, 'http-backend'], {
      env: cgiEnvironment(request, url, root, protocol),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    children.add(child);
    child.on('close', () => children.delete(child));
    child.on('error', () => response.writeHead(500).end());
    request.pipe(child.stdin);
    child.stdin.on('error', () => {});
    response.on('close', () => child.kill());
    relay(child.stdout, response, seen);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${server.address().port}`,
    port: server.address().port,
    requests,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const child of children) child.kill();
      await closed;
    },
  };
}

function cgiEnvironment(request, url, root, protocol) {
  const environment = {
    PATH: process.env.PATH,
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: request.method,
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    REMOTE_ADDR: request.socket.remoteAddress,
    SERVER_PROTOCOL: 'HTTP/1.1',
  };
  if (request.headers['content-length']) environment.CONTENT_LENGTH = request.headers['content-length'];
  if (request.headers['content-encoding']) environment.HTTP_CONTENT_ENCODING = request.headers['content-encoding'];
  if (request.headers['git-protocol'] && protocol > 0) environment.GIT_PROTOCOL = `version=${protocol}`;
  return environment;
}

/** Splits the CGI answer into status, headers and body. */
function relay(stdout, response, seen) {
  let head = Buffer.alloc(0);
  let started = false;
  stdout.on('data', (chunk) => {
    if (started) return write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    started = true;
    const headers = head
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.split(/:\s*/, 2));
    const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200';
    response.writeHead(
      Number.parseInt(status, 10),
      Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'status')),
    );
    write(head.subarray(end + 4));
  });
  stdout.on('end', () => (started ? response.end() : response.writeHead(502).end()));

  function write(chunk) {
    seen.responseBytes += chunk.length;
    if (!response.write(chunk)) {
      stdout.pause();
      response.once('drain', () => stdout.resume());
    }
  }
}
