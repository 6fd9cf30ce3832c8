// The three GraphQL queries of discovery, with the shapes of their answers. They run against GitHub's published schema in
// the tests. Anything in a list may be null: that is how GraphQL says that a part could not be read.
import { FORK_REF_PREFIX } from '@ipc-bench/schema/layout';

/** Forks in one answer: 1 + 50 + 50 requests in GitHub's reckoning, which makes one point. */
export const FORKS_PER_PAGE = 50;
/** Repositories in one `NEWEST_PUSHES`: one request each makes one point. */
export const REPOSITORIES_PER_QUERY = 100;
/** Branches per fork; one with more is asked itself. */
const REFS_PER_FORK = 10;

const NEWEST_FIRST = 'privacy: PUBLIC, orderBy: { field: PUSHED_AT, direction: DESC }';

export const FIND_REPOSITORY = `query FindRepository($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { id databaseId }
}`;

export interface FindRepositoryAnswer {
  repository: { id: string; databaseId: number | null } | null;
}

export const LIST_FORKS = `query ListForks($id: ID!, $first: Int!, $after: String) {
  node(id: $id) {
    ... on Repository {
      forkCount
      forks(first: $first, after: $after, ${NEWEST_FIRST}) {
        totalCount
        nodes {
          id
          databaseId
          nameWithOwner
          pushedAt
          isPrivate
          isFork
          forks(privacy: PUBLIC) { totalCount }
          refs(refPrefix: "${FORK_REF_PREFIX}", first: ${REFS_PER_FORK}) {
            nodes { prefix name target { oid } }
            pageInfo { hasNextPage }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

export interface ForkNode {
  id: string;
  databaseId: number | null;
  nameWithOwner: string;
  pushedAt: string | null;
  isPrivate: boolean;
  isFork: boolean;
  forks: { totalCount: number };
  refs: {
    nodes: readonly ({ prefix: string; name: string; target: { oid: string } | null } | null)[] | null;
    pageInfo: { hasNextPage: boolean };
  } | null;
}

export interface ListForksAnswer {
  node: {
    /** Forks in the whole network, private ones and forks of forks included. */
    forkCount: number;
    forks: {
      /** Direct forks that may be seen. */
      totalCount: number;
      nodes: readonly (ForkNode | null)[] | null;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  } | null;
}

export const NEWEST_PUSHES = `query NewestPushes($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Repository {
      id
      forks(first: 1, ${NEWEST_FIRST}) { nodes { pushedAt } }
    }
  }
}`;

export interface NewestPushesAnswer {
  nodes: readonly ({ id: string; forks: { nodes: readonly ({ pushedAt: string | null } | null)[] | null } } | null)[];
}
