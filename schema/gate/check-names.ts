import type { SuiteManifest } from '../suite-manifest.js';
import type { FormatFile } from './check-formats.js';
import type { Problem, SchemaNode } from './schema-node.js';

/** Names that were once used, by line; a name that left its line never comes back with another meaning. */
export interface ReservedNames {
  fields: readonly string[];
  benchmarks: readonly string[];
}

/** Every property name of a format. */
export function fieldNames(node: SchemaNode): string[] {
  const children = [node.items, ...(node.oneOf ?? []), ...Object.values(node.$defs ?? {})].filter(
    (child) => child !== undefined,
  );
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => [name, ...fieldNames(child)]);
  return [...new Set([...own, ...children.flatMap(fieldNames)])];
}

/** Names in use that `reserved.json` does not list, and names that came back after they had left. */
export function checkNames(
  formats: readonly FormatFile[],
  suites: readonly SuiteManifest[],
  reserved: ReservedNames,
): Problem[] {
  return [
    ...checkLine(
      'field',
      formats.map(({ version, schema }) => [version, fieldNames(schema)]),
      reserved.fields,
    ),
    ...checkLine(
      'benchmark',
      suites.map(({ suite, benchmarks }) => [suite.version, Object.keys(benchmarks)]),
      reserved.benchmarks,
    ),
  ];
}

function checkLine(line: string, versions: readonly [string, string[]][], reserved: readonly string[]): Problem[] {
  const gone = new Set<string>();
  let previous: string[] = [];
  return versions.flatMap(([version, names]) => {
    for (const name of previous) if (!names.includes(name)) gone.add(name);
    previous = names;
    const place = `reserved.json`;
    return [
      ...names
        .filter((name) => !reserved.includes(name))
        .map((name) => ({ code: 'unreserved_name', place, message: `${line} ${name} of ${version} is not listed` })),
      ...names
        .filter((name) => gone.has(name))
        .map((name) => ({ code: 'reused_name', place, message: `${line} ${name} came back in ${version}` })),
    ];
  });
}
