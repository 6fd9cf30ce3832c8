// Where results go: a repository over https (or http on loopback), or a folder in the layout.
import { RunnerError } from '../errors.js';

export type Target = { kind: 'repository'; url: string; host: string } | { kind: 'folder'; path: string };

/** Throws `usage`. */
export function parseTarget(to: string): Target {
  if (/^[\w.-]+@[\w.-]+:/.test(to) || /^ssh:/i.test(to))
    throw new RunnerError('usage', 'Ssh is not spoken yet: give the https URL of the repository, or use --out DIR.');
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(to)) return { kind: 'folder', path: to };
  const url = URL.canParse(to) ? new URL(to) : null;
  if (!url) throw new RunnerError('usage', 'That is no URL.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw new RunnerError('usage', `${url.protocol} is not safe: give an https URL.`);
  if (url.username !== '' || url.password !== '')
    throw new RunnerError('usage', 'A URL with a password in it is seen by others: use --token-stdin or GH_TOKEN.');
  return { kind: 'repository', url: url.href.replace(/\/$/, ''), host: url.hostname };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** GH_TOKEN and GITHUB_TOKEN are for GitHub: they are offered to no other host. */
export function takesGithubToken({ host }: { host: string }): boolean {
  return host === 'github.com' || host.endsWith('.ghe.com');
}
