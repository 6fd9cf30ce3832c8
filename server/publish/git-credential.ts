// What to push with over https: a token from the settings, or what git's own credential helpers hold for that host.
// https://git-scm.com/docs/git-credential
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { RemoteOptions } from '../git/port.js';

type Credentials = NonNullable<RemoteOptions['credentials']>;

/** Forges take any user name beside a token. */
const TOKEN_USER = 'x-access-token';

/** `null`: there is none, and the other side will say so. Never throws. */
export async function findCredentials(url: string, token: string): Promise<Credentials | null> {
  const { protocol, host } = new URL(url);
  if (token !== '') return { host, authorization: basic(TOKEN_USER, token) };
  const answer = await askGit(`protocol=${protocol.slice(0, -1)}\nhost=${host}\n\n`);
  const found = Object.fromEntries(answer.split('\n').map((line) => line.split(/=(.*)/s, 2)));
  const { username, password } = found as { username?: string; password?: string };
  return username !== undefined && password !== undefined ? { host, authorization: basic(username, password) } : null;
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

async function askGit(question: string): Promise<string> {
  // Nobody is there to type: neither a terminal nor a window may be asked.
  const quiet = ['GIT_TERMINAL_PROMPT=0', 'GIT_ASKPASS=true', 'SSH_ASKPASS=true', 'git', 'credential', 'fill'];
  const child = spawn('env', quiet, { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {});
  child.on('error', () => {});
  child.stdin.end(question);
  return await text(child.stdout).catch(() => '');
}
