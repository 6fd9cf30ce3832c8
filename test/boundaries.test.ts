// The import directions of ARCHITECTURE.md, held by reading every import of the source tree.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const WORKSPACES = ['schema', 'migrations', 'runner', 'server'] as const;
const PACKAGE_NAMES: Readonly<Record<string, string>> = {
  '@ipc-bench/schema': 'schema',
  '@ipc-bench/migrations': 'migrations',
  'ipc-bench': 'runner',
  '@ipc-bench/server': 'server',
};
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  schema: [],
  migrations: ['schema'],
  runner: ['schema'],
  server: ['schema', 'migrations'],
};
/** Stages of the server never import each other; `git/port` is the vocabulary they share. */
const STAGES = [
  'watch',
  'import',
  'validate',
  'merge',
  'canonical',
  'journal',
  'publish',
  'index',
  'query',
  'http',
  'web',
];
/** Heavy packages and the folders that own them. */
const OWNERS: readonly (readonly [RegExp, readonly RegExp[]])[] = [
  [/^isomorphic-git/, [/^server\/git\//, /^runner\/git\//]],
  [/^better-sqlite3$/, [/^server\/index\//, /^server\/journal\//]],
  [/^fastify$|^@fastify\//, [/^server\/http\//, /^server\/web\//]],
  [/^pino$/, [/^server\/log\.ts$/]],
  [/^semver$/, [/^schema\/version\.ts$/]],
  [/^ajv/, [/^schema\//]],
  [/^tar$/, [/^server\/import\//]],
  [/^@octokit\//, [/^server\/watch\/github\//]],
  [/^node:/, [/^(?:runner|server)\//]],
];

interface Import {
  file: string;
  target: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['dist', 'node_modules', 'generated'].includes(entry.name) ? [] : sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const imports: Import[] = WORKSPACES.flatMap(sourceFiles).flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, target]) => target ?? '');
  return targets.map((target) => ({
    file,
    target: target.startsWith('.') ? relative(root, resolve(root, file, '..', target)) : target,
  }));
});

function workspaceOf(path: string): string | undefined {
  const named = Object.entries(PACKAGE_NAMES).find(([name]) => path === name || path.startsWith(`${name}/`));
  return named ? named[1] : WORKSPACES.find((workspace) => path.startsWith(`${workspace}/`));
}

const describeImport = ({ file, target }: Import) => `${file} imports ${target}`;

it('reads a plausible number of imports', () => {
  expect(imports.length).toBeGreaterThan(50);
});

it('lets workspaces import in one direction only', () => {
  const wrong = imports.filter(({ file, target }) => {
    const from = workspaceOf(file);
    const to = workspaceOf(target);
    return from && to && from !== to && !MAY_IMPORT[from]?.includes(to);
  });
  expect(wrong.map(describeImport)).toEqual([]);
});

it('lets no stage of the server import another', () => {
  const stageOf = (path: string) => STAGES.find((stage) => path.startsWith(`server/${stage}/`));
  const wrong = imports.filter(({ file, target }) => {
    const [from, to] = [stageOf(file), stageOf(target)];
    return from && to && from !== to;
  });
  expect(wrong.map(describeImport)).toEqual([]);
});

it('keeps heavy packages in the folders that own them', () => {
  const wrong = imports.filter(({ file, target }) =>
    OWNERS.some(([name, folders]) => name.test(target) && !folders.some((folder) => folder.test(file))),
  );
  expect(wrong.map(describeImport)).toEqual([]);
});

it('keeps Node out of the validator', () => {
  expect(imports.filter(({ file, target }) => file.startsWith('schema/') && target.startsWith('node:'))).toEqual([]);
});
