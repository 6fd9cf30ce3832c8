// Where a forge of GitHub's kind is reached, and what discovery says about a repository on it. A source is keyed by the
// forge and the repository's number there: names change hands, numbers do not.
import type { RemoteRef } from '../../git/port.js';
import { ForgeError } from './forge-error.js';

export interface Forge {
  /** Part of every key; never changed once sources were stored under it. */
  name: string;
  /** REST root without a slash at its end, e.g. `https://api.github.com`, `https://forge.example/api/v3`. */
  apiUrl: string;
  /** Where repositories are cloned from, without a slash at its end. */
  webUrl: string;
}

export const GITHUB: Forge = {
  name: 'github.com',
  apiUrl: 'https://api.github.com',
  webUrl: 'https://github.com',
};

export interface RepositoryKey {
  /** `Forge.name`. */
  forge: string;
  /** The forge's own number of the repository. */
  id: number;
}

/** A fork that may hold something new. */
export interface DiscoveredSource extends RepositoryKey {
  /** Where it can be cloned from now. Holds an account's name: for fetching only, never written to git. */
  url: string;
  /** By the forge's own clock; `null` for a repository that was never pushed to. */
  pushedAtMs: number | null;
  /** Every branch below `refs/heads/results/`, or `null` where the forge did not say: ask the repository itself. */
  tips: RemoteRef[] | null;
}

/** One text per source, e.g. `github.com/1296269`. */
export function formatSourceKey({ forge, id }: RepositoryKey): string {
  return `${forge}/${id}`;
}

/** The forge's endpoint for GraphQL: https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql */
export function graphqlUrl({ apiUrl }: Forge): string {
  return apiUrl.endsWith('/api/v3') ? `${apiUrl.slice(0, -'/v3'.length)}/graphql` : `${apiUrl}/graphql`;
}

const FULL_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** Whether a text has the shape `owner/name`, and nothing that could lead a URL elsewhere. */
export function isFullName(text: string): boolean {
  return FULL_NAME.test(text);
}

/** The URL to clone from; `null` for a name we would not put into a URL. */
export function cloneUrl({ webUrl }: Forge, fullName: string): string | null {
  return isFullName(fullName) ? `${webUrl}/${fullName}.git` : null;
}

/** Throws `ForgeError` (`not_found`) for a repository that is not written `owner/name`. */
export function splitFullName(text: string): { owner: string; name: string } {
  if (!isFullName(text)) throw new ForgeError('not_found', `not a repository (owner/name): ${JSON.stringify(text)}`);
  const [owner = '', name = ''] = text.split('/');
  return { owner, name };
}
