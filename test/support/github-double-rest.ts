// The double's REST: repositories and their lists of forks, in full as GitHub describes them. Their type is Octokit's own,
// made from GitHub's OpenAPI description; a hand-written extract of that description checks each answer once more.
import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { formatTime, fullName, type GithubWorld, type WorldRepository } from './github-double-world.js';

declare const request: Octokit['request'];
type ForkRow = Awaited<ReturnType<typeof request<'GET /repos/{owner}/{repo}/forks'>>>['data'][number];

export interface RestAnswer {
  status: number;
  headers: Record<string, string>;
  /** Not sent with 304. */
  body: unknown;
}

/** From `components.schemas` of GitHub's description: `minimal-repository`, `simple-user`, `basic-error`. */
const url = { type: 'string', pattern: '^https?://[^\\s{}]+(\\{[^{}]+\\}[^{}]*)*$' };
const count = { type: 'integer', minimum: 0 };
const text = { type: 'string' };
const time = { type: ['string', 'null'], pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$' };
const USER_URLS = [
  'avatar_url events_url followers_url following_url gists_url html_url organizations_url received_events_url',
  'repos_url starred_url subscriptions_url url',
].flatMap((names) => names.split(' '));
const REPOSITORY_URLS = [
  'archive_url assignees_url blobs_url branches_url collaborators_url comments_url commits_url compare_url',
  'contents_url contributors_url deployments_url downloads_url events_url forks_url git_commits_url git_refs_url',
  'git_tags_url hooks_url html_url issue_comment_url issue_events_url issues_url keys_url labels_url languages_url',
  'merges_url milestones_url notifications_url pulls_url releases_url stargazers_url statuses_url subscribers_url',
  'subscription_url tags_url teams_url trees_url url',
].flatMap((names) => names.split(' '));
const described = (
  names: readonly string[],
  others: Record<string, object>,
  optional: Record<string, object> = {},
) => ({
  type: 'object',
  required: [...names, ...Object.keys(others)],
  properties: { ...Object.fromEntries(names.map((name) => [name, url])), ...others, ...optional },
});
const simpleUser = described(USER_URLS, {
  gravatar_id: { type: ['string', 'null'] },
  id: count,
  login: text,
  node_id: text,
  site_admin: { type: 'boolean' },
  type: text,
});
const repository = described(
  REPOSITORY_URLS,
  {
    description: { type: ['string', 'null'] },
    fork: { type: 'boolean' },
    full_name: { type: 'string', pattern: '^[^/]+/[^/]+$' },
    id: count,
    name: text,
    node_id: text,
    owner: simpleUser,
    private: { type: 'boolean' },
  },
  { forks_count: count, pushed_at: time, created_at: time, updated_at: time, disabled: { type: 'boolean' } },
);
const basicError = {
  type: 'object',
  properties: { message: text, documentation_url: text, url: text, status: text },
};
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const checks = {
  repository: ajv.compile(repository),
  list: ajv.compile({ type: 'array', items: repository }),
  error: ajv.compile(basicError),
};

/** Throws when an answer of the double is not what GitHub describes. */
function checked(kind: keyof typeof checks, answer: RestAnswer): RestAnswer {
  if (!checks[kind](answer.body))
    throw new Error(`the double's ${kind} is not GitHub's: ${ajv.errorsText(checks[kind].errors)}`);
  return answer;
}

export function restError(status: number, message: string, headers: Record<string, string> = {}): RestAnswer {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return checked('error', { status, headers, body });
}

/** Answers `GET` of `path`; `apiUrl` is where the double listens. */
export function answerRest(world: GithubWorld, apiUrl: string, path: string): RestAnswer {
  const { pathname, searchParams } = new URL(path, apiUrl);
  const [, byName, byId, forks] = /^\/(?:repos\/([^/]+\/[^/]+)|repositories\/(\d+))(\/forks)?$/.exec(pathname) ?? [];
  if (byName === undefined && byId === undefined) throw new Error(`the double does not know ${pathname}`);
  const repositories = [...world.repositories.values()].filter(({ isPrivate }) => !isPrivate);
  const found = repositories.find((each) =>
    byId === undefined ? fullName(each) === byName : each.id === Number(byId),
  );
  if (found === undefined) {
    const moved = byName === undefined ? undefined : repositories.find((each) => each.formerNames.includes(byName));
    if (moved === undefined) return restError(404, 'Not Found');
    const location = `${apiUrl}/repositories/${moved.id}${forks ?? ''}`;
    return restError(301, 'Moved Permanently', { location });
  }
  if (forks === undefined)
    return checked('repository', { status: 200, headers: {}, body: describe(world, apiUrl, found) });
  return listForks(world, apiUrl, found, searchParams);
}

function listForks(world: GithubWorld, apiUrl: string, { id }: WorldRepository, query: URLSearchParams): RestAnswer {
  const { sort = 'newest', per_page = '30', page = '1', ...others } = Object.fromEntries(query);
  const unknown = Object.keys(others);
  if (unknown.length > 0 || !['newest', 'oldest'].includes(sort))
    throw new Error(`the double does not list forks by ${unknown} ${sort}`);
  const [size, number] = [Number(per_page), Number(page)];
  if (!(size >= 1 && size <= 100 && number >= 1)) throw new Error('pages hold 1 to 100 forks and begin with 1');
  const forks = world.publicForks(id).sort((a, b) => a.createdAtMs - b.createdAtMs || a.id - b.id);
  if (sort === 'newest') forks.reverse();
  const pages = Math.max(1, Math.ceil(forks.length / size));
  const to = (target: number, rel: string) =>
    `<${apiUrl}/repositories/${id}/forks?sort=${sort}&per_page=${size}&page=${target}>; rel="${rel}"`;
  const links = [
    ...(number > 1 ? [to(number - 1, 'prev')] : []),
    ...(number < pages ? [to(number + 1, 'next'), to(pages, 'last')] : []),
  ];
  const rows = forks.slice((number - 1) * size, number * size);
  return checked('list', {
    status: 200,
    headers: links.length === 0 ? {} : { link: links.join(', ') },
    body: rows.map((fork) => describe(world, apiUrl, fork)),
  });
}

/** A weak validator of the whole answer, as GitHub sends it. */
export function etagOf(body: string): string {
  return `W/"${createHash('sha256').update(body).digest('hex')}"`;
}

function describe(world: GithubWorld, apiUrl: string, each: WorldRepository): ForkRow {
  const api = `${apiUrl}/repos/${fullName(each)}`;
  const user = `${apiUrl}/users/${each.owner}`;
  return {
    id: each.id,
    node_id: each.nodeId,
    name: each.name,
    full_name: fullName(each),
    private: each.isPrivate,
    owner: {
      login: each.owner,
      id: each.id + 1,
      node_id: `U_${each.id}`,
      avatar_url: `${apiUrl}/avatars/${each.id}`,
      gravatar_id: '',
      url: user,
      html_url: user,
      followers_url: `${user}/followers`,
      following_url: `${user}/following{/other_user}`,
      gists_url: `${user}/gists{/gist_id}`,
      starred_url: `${user}/starred{/owner}{/repo}`,
      subscriptions_url: `${user}/subscriptions`,
      organizations_url: `${user}/orgs`,
      repos_url: `${user}/repos`,
      events_url: `${user}/events{/privacy}`,
      received_events_url: `${user}/received_events`,
      type: 'User',
      site_admin: false,
    },
    html_url: api,
    description: null,
    fork: each.parentId !== null,
    url: api,
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
    forks_count: world.forkCount(each.id),
    disabled: false,
    pushed_at: world.pushedAt(each),
    created_at: formatTime(each.createdAtMs),
    updated_at: formatTime(each.createdAtMs),
  };
}
