// What results can be grouped by: a property of the result, told for every `sub` once for each state of the index.
import type { Rows } from './rows.js';

interface Property {
  /** Over table `submission`. */
  label: string;
  /** What labels are sorted by, where that is not their text. */
  order?: string;
  description: string;
}

const KERNEL_LINE = 'kernel_order / 100000';

export const PROPERTIES = {
  virtualisation: { label: 'virtualisation', description: 'virtual machine or bare metal' },
  technology: { label: 'technology', description: 'technology of the hypervisor' },
  cpu: { label: "iif(cpu_name = '', 'unknown', cpu_name)", description: 'model name of the CPU' },
  vendor: { label: 'cpu_vendor', description: 'vendor of the CPU' },
  architecture: { label: 'architecture', description: 'architecture' },
  os: { label: 'os', description: 'operating system' },
  kernel: {
    label: 'kernel',
    order: "printf('%016d%06d', kernel_order, kernel_fourth)",
    description: 'kernel version',
  },
  kernel_line: {
    label: `concat(${KERNEL_LINE} / 100000, '.', ${KERNEL_LINE} % 100000)`,
    order: KERNEL_LINE,
    description: 'first two numbers of the kernel version',
  },
  flavour: { label: 'kernel_flavour', description: 'distribution of the kernel' },
  container: { label: 'container', description: 'whether it ran in a container' },
  profile: { label: 'profile', description: 'how much was measured' },
  suite_epoch: { label: 'suite_epoch', order: 'suite_epoch', description: 'epoch of the suite; 0 is the historic one' },
  configuration: { label: 'configuration', description: 'configuration digest' },
  machine: { label: "coalesce(machine_key, 'none')", description: 'machine key' },
  day: { label: 'day', description: 'UTC day' },
  month: { label: 'substr(day, 1, 7)', description: 'UTC month' },
  year: { label: 'substr(day, 1, 4)', description: 'UTC year' },
} as const satisfies Record<string, Property>;

export type PropertyName = keyof typeof PROPERTIES;

export interface Dimension {
  /** In the order of the property. */
  labels: readonly string[];
  /** Place in `labels` of each `sub`. */
  of: Int32Array;
}

export function dimensionOf(rows: Rows, name: PropertyName): Dimension {
  return rows.remember(`dimension ${name}`, () => {
    const { label, order = label }: Property = PROPERTIES[name];
    const found = rows.all(`SELECT sub, ${label}, ${order} FROM submission ORDER BY sub`, []);
    const places = new Map<string, string | number>(found.map((row) => [String(row[1]), row[2] as string | number]));
    const labels = [...places].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([text]) => text);
    const numbers = new Map(labels.map((text, at) => [text, at]));
    const of = new Int32Array(Number(found.at(-1)?.[0] ?? 0) + 1).fill(-1);
    for (const [sub, text] of found) of[Number(sub)] = numbers.get(String(text)) ?? -1;
    return { labels, of };
  });
}
