// Which machine keys count as one. A key is no machine: a cluster may share one, and a build service makes a new one for
// each run. Nothing tells ten runs of one build service from ten owners of one model, but that they came from one source;
// so units of one configuration that share a source are one, and so are all that share one with any of these.

/** What each result says of its origin; the three arrays run parallel. Any numbers that name things. */
export interface Origins {
  machine: ArrayLike<number>;
  configuration: ArrayLike<number>;
  source: ArrayLike<number>;
}

/**
 * For each result a number naming the unit it belongs to; units are numbered from 0 in order of first appearance.
 * Results of one configuration that share machine or source are of one unit, and this is transitive. Results of
 * different configurations never are: another CPU in the same case is another machine.
 */
export function countOnce({ machine, configuration, source }: Origins): Int32Array {
  const parent: number[] = [];
  const nodes = new Map<string, number>();
  const nodeOf = (name: string) => {
    const known = nodes.get(name);
    if (known !== undefined) return known;
    nodes.set(name, parent.length);
    return parent.push(parent.length) - 1;
  };
  const results = Array.from({ length: machine.length }, (_, at) => {
    const node = nodeOf(`${configuration[at]} machine ${machine[at]}`);
    join(parent, node, nodeOf(`${configuration[at]} source ${source[at]}`));
    return node;
  });
  const numbers = new Map<number, number>();
  return Int32Array.from(results, (node) => {
    const root = rootOf(parent, node);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}

/** Union by link to the smaller root, with path halving (Tarjan & van Leeuwen, Journal of the ACM 31, 1984). */
function join(parent: number[], a: number, b: number): void {
  const [first, second] = [rootOf(parent, a), rootOf(parent, b)];
  parent[Math.max(first, second)] = Math.min(first, second);
}

function rootOf(parent: number[], node: number): number {
  let at = node;
  while (parent[at] !== at) {
    const above = parent[at] as number;
    parent[at] = parent[above] as number;
    at = parent[at] as number;
  }
  return at;
}
