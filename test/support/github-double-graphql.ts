// The double's GraphQL: queries are validated and executed against GitHub's published schema, priced as GitHub documents
// it, and refused where GitHub would. What the double does not know is an error, never a silent null.
// https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api
import { schema as published } from '@octokit/graphql-schema';
import {
  buildSchema,
  type DocumentNode,
  execute,
  type FieldNode,
  type GraphQLFieldResolver,
  getNamedType,
  getOperationAST,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { formatTime, fullName, type GithubWorld, type WorldRepository } from './github-double-world.js';

const schema = buildSchema(published.idl, { assumeValidSDL: true });
const documents = new Map<string, DocumentNode | readonly { message: string }[]>();
const MAX_NODES = 500_000;

type Variables = Readonly<Record<string, unknown>>;

export interface GraphqlAnswer {
  data?: unknown;
  errors?: { type?: string; path?: readonly (string | number)[]; message: string }[];
}

/** An error as GitHub answers it, with a type beside its message. */
class TypedError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Points that a query costs, or the answer that refuses it. */
export function priceQuery(query: string, variables: Variables): number | GraphqlAnswer {
  const document = documents.get(query) ?? readDocument(query);
  documents.set(query, document);
  if (!('kind' in document)) return { errors: document.map(({ message }) => ({ message })) };
  const operation = getOperationAST(document);
  if (operation?.operation !== 'query') throw new Error('the double answers queries only');
  try {
    const { requests, nodes } = price(operation.selectionSet, 'Query', 1, variables);
    if (nodes > MAX_NODES) throw new TypedError('MAX_NODE_LIMIT_EXCEEDED', `requests up to ${nodes} possible nodes`);
    return Math.max(1, Math.round(requests / 100));
  } catch (error) {
    if (error instanceof TypedError) return { errors: [{ type: error.type, message: error.message }] };
    throw error;
  }
}

function readDocument(query: string): DocumentNode | readonly { message: string }[] {
  const document = parse(query);
  const errors = validate(schema, document);
  return errors.length === 0 ? document : errors;
}

/** Requests that fill every connection once, assuming that all are as long as asked for, and nodes in all. */
function price(selections: SelectionSetNode, type: string, times: number, variables: Variables) {
  const sum = { requests: 0, nodes: 0 };
  const parent = schema.getType(type);
  if (!isObjectType(parent)) throw new Error(`the double does not price ${type}`);
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('the double does not price named fragments');
    const field = selection.kind === Kind.FIELD ? parent.getFields()[selection.name.value] : undefined;
    const inner = field ? getNamedType(field.type) : undefined;
    const innerName = selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : inner?.name;
    let innerTimes = times;
    if (selection.kind === Kind.FIELD && inner?.name.endsWith('Connection')) {
      const length = connectionLength(selection, variables);
      sum.requests += times;
      sum.nodes += times * length;
      innerTimes = times * length;
    }
    if (type === 'Query' && selection.kind === Kind.FIELD && selection.name.value === 'nodes')
      innerTimes = argument<unknown[]>(selection, 'ids', variables)?.length ?? 0;
    if (selection.selectionSet === undefined || innerName === undefined || !isObjectOrNode(innerName)) continue;
    if (innerName === 'Node' || innerName === 'GitObject') {
      for (const each of selection.selectionSet.selections) {
        if (each.kind !== Kind.INLINE_FRAGMENT) continue;
        add(sum, price(each.selectionSet, each.typeCondition?.name.value ?? '', innerTimes, variables));
      }
    } else add(sum, price(selection.selectionSet, innerName, innerTimes, variables));
  }
  return sum;
}

function isObjectOrNode(name: string): boolean {
  return name === 'Node' || name === 'GitObject' || isObjectType(schema.getType(name));
}

function add(sum: { requests: number; nodes: number }, more: { requests: number; nodes: number }): void {
  sum.requests += more.requests;
  sum.nodes += more.nodes;
}

function connectionLength(field: FieldNode, variables: Variables): number {
  const first = argument<number>(field, 'first', variables) ?? argument<number>(field, 'last', variables);
  const isListed = field.selectionSet?.selections.some(
    (selection) => selection.kind === Kind.FIELD && ['nodes', 'edges'].includes(selection.name.value),
  );
  if (first === undefined && isListed)
    throw new TypedError('MISSING_PAGINATION_BOUNDARIES', `You must provide a \`first\` or \`last\` value`);
  if (first !== undefined && (first < 1 || first > 100))
    throw new TypedError(
      'EXCESSIVE_PAGINATION',
      `Requesting ${first} records exceeds the \`first\` limit of 100 records`,
    );
  return first ?? 0;
}

function argument<Value>(field: FieldNode, name: string, variables: Variables): Value | undefined {
  const value = field.arguments?.find((each) => each.name.value === name)?.value;
  if (value === undefined) return undefined;
  if (value.kind === Kind.VARIABLE) return (variables[value.name.value] ?? undefined) as Value | undefined;
  return (value.kind === Kind.INT ? Number(value.value) : undefined) as Value | undefined;
}

/** Executes a query that `priceQuery` has found good. */
export async function executeQuery(world: GithubWorld, query: string, variables: Variables): Promise<GraphqlAnswer> {
  const { data, errors } = await execute({
    schema,
    document: documents.get(query) as DocumentNode,
    rootValue: queryFields(world),
    variableValues: variables,
    fieldResolver: strictly,
    typeResolver: (value: unknown) => (value as { __typename: string }).__typename,
  });
  if (errors === undefined) return { data };
  return {
    data,
    errors: errors.map(({ message, path, originalError }) => {
      if (!(originalError instanceof TypedError)) throw originalError ?? new Error(message);
      return { type: originalError.type, message, ...(path ? { path } : {}) };
    }),
  };
}

const strictly: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
  const value = (source as Record<string, unknown>)[info.fieldName];
  if (value === undefined) throw new Error(`the double does not know ${info.parentType.name}.${info.fieldName}`);
  return typeof value === 'function' ? value(args) : value;
};

function queryFields(world: GithubWorld) {
  const nodes = new Map([...world.repositories.values()].map((each) => [each.nodeId, each]));
  const node = (id: string) => {
    const repository = nodes.get(id);
    const isVisible = repository !== undefined && !repository.isPrivate && !world.unreadable.has(repository.id);
    const missing = new TypedError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
    return isVisible ? repositoryFields(world, repository) : missing;
  };
  return {
    node: ({ id }: { id: string }) => node(id),
    nodes: ({ ids }: { ids: string[] }) => ids.map(node),
    repository: ({ owner, name, followRenames }: { owner: string; name: string; followRenames: boolean }) => {
      const wanted = `${owner}/${name}`;
      const found = [...world.repositories.values()].find(
        (each) => fullName(each) === wanted || (followRenames && each.formerNames.includes(wanted)),
      );
      return found === undefined || found.isPrivate
        ? new TypedError('NOT_FOUND', `Could not resolve to a Repository with the name '${wanted}'.`)
        : repositoryFields(world, found);
    },
  };
}

interface ForksArguments {
  first?: number | null;
  after?: string | null;
  privacy?: string;
  orderBy?: { field: string; direction: string };
}

function repositoryFields(world: GithubWorld, repository: WorldRepository) {
  return {
    __typename: 'Repository',
    id: repository.nodeId,
    databaseId: repository.id,
    nameWithOwner: fullName(repository),
    isPrivate: repository.isPrivate,
    isFork: repository.parentId !== null,
    pushedAt: () => world.pushedAt(repository),
    forkCount: () => world.forkCount(repository.id),
    forks: (args: ForksArguments) => forkConnection(world, repository, args),
    refs: ({ refPrefix, first }: { refPrefix: string; first: number }) => {
      const refs = [...world.tips(repository)].filter(([ref]) => ref.startsWith(refPrefix)).sort();
      return {
        // The schema does not say where a prefix ends; so half of the forks end it here, half after `refs/heads/`.
        nodes: refs.slice(0, first).map(([ref, oid]) => ({
          prefix: ref.slice(0, repository.id % 2 === 0 ? refPrefix.length : 'refs/heads/'.length),
          name: ref.slice(repository.id % 2 === 0 ? refPrefix.length : 'refs/heads/'.length),
          target: { __typename: 'Commit', oid },
        })),
        totalCount: refs.length,
        pageInfo: { hasNextPage: refs.length > first, endCursor: null },
      };
    },
  };
}

/** Forks, last pushed first; a cursor names the place by value, so that what moves elsewhere shifts nothing. */
function forkConnection(
  world: GithubWorld,
  { id }: WorldRepository,
  { first, after, privacy, orderBy }: ForksArguments,
) {
  if (privacy !== 'PUBLIC') throw new Error('the double lists public forks only');
  const forks = world.publicForks(id);
  if (first == null) return { totalCount: forks.length };
  if (orderBy?.field !== 'PUSHED_AT' || orderBy.direction !== 'DESC')
    throw new Error('the double orders forks by push time only, newest first');
  const place = (fork: WorldRepository) => `${world.pushedAt(fork) ?? formatTime(0)} ${fork.id}`;
  const ordered = forks
    .map((fork) => ({ fork, at: place(fork) }))
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .filter(({ at }) => after == null || at < Buffer.from(after, 'base64').toString());
  const page = ordered.slice(0, first);
  const last = page.at(-1);
  return {
    totalCount: forks.length,
    nodes: page.map(({ fork }) =>
      world.unreadable.has(fork.id)
        ? new TypedError('INTERNAL', 'Something went wrong while executing your query.')
        : repositoryFields(world, fork),
    ),
    pageInfo: {
      hasNextPage: ordered.length > first,
      endCursor: last === undefined ? null : Buffer.from(last.at).toString('base64'),
    },
  };
}
