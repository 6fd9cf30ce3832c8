import { formatCanonical } from '../canonical-json.js';
import type { SuiteManifest } from '../suite-manifest.js';
import type { FormatFile } from './check-formats.js';
import { type Problem, resolveRef, type SchemaNode } from './schema-node.js';

/** What is written down of a golden document: its bytes, its view in the newest format, its numbers under their keys. */
export interface GoldenDigest {
  sha256: string;
  verdict: string;
  format: string;
  view: string;
  numbers: number;
  numbers_sha256: string;
}

/** A format's verdicts over documents that are almost right, as one digest, with that of the words and patterns it goes by. */
export interface VerdictDigest {
  variants: number;
  refused: number;
  sha256: string;
  words_sha256: string;
}

type ByFormat = Readonly<Record<string, VerdictDigest>>;

export interface GoldenFiles {
  /** Documents that every later version must still read; `goldens/result-<E.M.m>/<name>.json`. */
  goldens: readonly { path: string; document: unknown }[];
  /** As committed. */
  goldenDigests: Readonly<Record<string, GoldenDigest>>;
  /** As today's validator, migrations and lifts give them; `objection` where they cannot. */
  replayed: readonly ({ path: string; objection?: string | null } & Partial<GoldenDigest>)[];
  /** As committed and as today's rules give them, by format version. */
  verdicts: { recorded: ByFormat; now: ByFormat };
}

const NAMES = ['minimal', 'maximal'] as const;

/**
 * Objections to the golden documents: each format has its smallest and one that holds every property, each suite is named
 * by one, each is valid today, and view and numbers are those written down.
 */
export function checkGoldens(
  formats: readonly FormatFile[],
  suites: readonly SuiteManifest[],
  { goldens, goldenDigests, replayed, verdicts }: GoldenFiles,
): Problem[] {
  const absent = formats.flatMap(({ version }) =>
    NAMES.map((name) => `goldens/result-${version}/${name}.json`).filter(
      (path) => !goldens.some((golden) => golden.path === path),
    ),
  );
  const unnamed = suites.filter(
    ({ suite }) => !goldens.some(({ document }) => (document as Named).suite?.version === suite.version),
  );
  return [
    ...absent.map((place) => ({ code: 'golden_missing', place, message: 'every format has a golden of this name' })),
    ...unnamed.map(({ suite }) => ({
      code: 'golden_missing',
      place: `suite/${suite.version}`,
      message: 'no golden document names this suite',
    })),
    ...formats.flatMap((format) => checkBreadth(format, goldens)),
    ...Object.keys(goldenDigests)
      .filter((path) => !replayed.some((one) => one.path === path))
      .map((place) => ({ code: 'golden_gone', place, message: 'was a golden document and cannot leave' })),
    ...checkVerdicts(verdicts),
    ...replayed.flatMap((one) => checkReplay(one, goldenDigests[one.path])),
  ];
}

interface Named {
  suite?: { version?: string };
}

function checkReplay(replayed: GoldenFiles['replayed'][number], recorded: GoldenDigest | undefined): Problem[] {
  const { path: place, objection, ...digest } = replayed;
  if (objection) return [{ code: 'golden_refused', place, message: objection.slice(0, 300) }];
  if (!recorded) return [{ code: 'golden_unrecorded', place, message: 'is not in digests.json: npm run goldens' }];
  if (digest.verdict !== 'valid') return [{ code: 'golden_refused', place, message: `is ${digest.verdict}` }];
  const changed = (Object.keys(recorded) as (keyof GoldenDigest)[]).filter(
    (member) => formatCanonical(recorded[member]) !== formatCanonical(digest[member] ?? null),
  );
  return changed.map((member) => ({
    code: 'golden_changed',
    place,
    message: `${member} is ${digest[member]}, not ${recorded[member]} as written down`,
  }));
}

/** Rules and word lists belong to a format: the same document is judged alike by every later tool. */
function checkVerdicts({ recorded, now }: GoldenFiles['verdicts']): Problem[] {
  return Object.entries(now)
    .filter(([version, digest]) => formatCanonical(digest) !== formatCanonical(recorded[version] ?? null))
    .map(([version]) => ({
      code: 'verdicts_changed',
      place: `result/${version}`,
      message: 'rules or words judge documents of this format otherwise than written down in verdicts.json',
    }));
}

/** A property that no golden holds could be lost by a migration unseen. */
function checkBreadth({ version, schema }: FormatFile, goldens: GoldenFiles['goldens']): Problem[] {
  const place = `goldens/result-${version}`;
  const own = goldens.filter(({ path }) => path.startsWith(`${place}/`));
  if (own.length === 0) return [];
  const seen = new Set<string>();
  for (const { document } of own) noteProperties(document, schema, schema, '', seen);
  return [...propertiesOf(schema, schema, '')]
    .filter((pointer) => !seen.has(pointer))
    .map((pointer) => ({ code: 'golden_narrow', place, message: `no golden document has ${pointer}` }));
}

/** Where every property of a schema stands; members of unions by their tag, entries of lists as `*`. */
function* propertiesOf(given: SchemaNode, root: SchemaNode, pointer: string, within: string[] = []): Generator<string> {
  const { $ref } = given;
  if ($ref !== undefined && within.includes($ref)) return; // a schema that holds itself has no fullest document
  const trail = $ref === undefined ? within : [...within, $ref];
  const node = resolveRef(given, root) ?? {};
  for (const member of node.oneOf ?? [])
    yield* propertiesOf(member, root, `${pointer}:${tagOf(member, node, root)}`, trail);
  if (node.items) yield* propertiesOf(node.items, root, `${pointer}/*`, trail);
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    yield `${pointer}/${name}`;
    yield* propertiesOf(child, root, `${pointer}/${name}`, trail);
  }
}

function noteProperties(value: unknown, given: SchemaNode, root: SchemaNode, pointer: string, seen: Set<string>): void {
  const node = resolveRef(given, root) ?? {};
  if (Array.isArray(value)) {
    for (const item of value) if (node.items) noteProperties(item, node.items, root, `${pointer}/*`, seen);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const tag = node.discriminator?.propertyName ?? '';
  const member = node.oneOf?.find((one) => tagOf(one, node, root) === (value as Record<string, unknown>)[tag]);
  if (member) noteProperties(value, member, root, `${pointer}:${tagOf(member, node, root)}`, seen);
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    if (!Object.hasOwn(value, name)) continue;
    seen.add(`${pointer}/${name}`);
    noteProperties((value as Record<string, unknown>)[name], child, root, `${pointer}/${name}`, seen);
  }
}

function tagOf(member: SchemaNode, { discriminator }: SchemaNode, root: SchemaNode): unknown {
  return resolveRef(member, root)?.properties?.[discriminator?.propertyName ?? '']?.const;
}
