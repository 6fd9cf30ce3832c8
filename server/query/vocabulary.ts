// The words that fields of a result may hold, read from the newest format, so that a filter accepts exactly them.
import { builtInRegistry } from '@ipc-bench/schema/registry';

interface SchemaNode {
  $ref?: string;
  enum?: string[];
  properties?: Record<string, SchemaNode>;
  $defs?: Record<string, SchemaNode>;
}

const root = builtInRegistry.formats.at(-1)?.schema as SchemaNode;

/** The words of the field at this path, e.g. `wordsOf('machine', 'cpu', 'vendor')`. */
export function wordsOf(...path: readonly string[]): string[] {
  let node: SchemaNode = root;
  for (const name of path) {
    const child = node.properties?.[name];
    node = (child?.$ref ? root.$defs?.[child.$ref.slice('#/$defs/'.length)] : child) ?? {};
  }
  if (!node.enum) throw new TypeError(`the format has no closed list at ${path.join('.')}`);
  return node.enum;
}

const manifests = builtInRegistry.suites.map(({ manifest }) => manifest);
const benchmarks = manifests.flatMap((manifest) => Object.entries(manifest.benchmarks));

const unique = (words: readonly string[]) => [...new Set(words)].sort();

/** Ids of all benchmarks of all suites. */
export const BENCHMARKS: readonly string[] = unique(benchmarks.map(([id]) => id));
export const MECHANISMS: readonly string[] = unique(benchmarks.map(([, { mechanism }]) => mechanism));
export const METRICS: readonly string[] = unique(benchmarks.flatMap(([, { metrics }]) => Object.keys(metrics)));

/** The statistics that a metric of this name is, over all benchmarks. */
export function statisticsOfMetric(metric: string): readonly string[] {
  return unique(benchmarks.flatMap(([, { metrics }]) => (metrics[metric] ? [metrics[metric].statistic] : [])));
}

/** Values of a choice parameter, over all benchmarks. */
export function choicesOf(parameter: string): readonly string[] {
  return unique(
    benchmarks.flatMap(([, { parameters }]) => {
      const spec = parameters[parameter];
      return spec?.type === 'choice' ? spec.values : [];
    }),
  );
}
