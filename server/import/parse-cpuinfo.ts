// `logs/cpuinfo`: /proc/cpuinfo verbatim, one block of `key : value` lines per logical CPU. Descriptive fields come from the
// first CPU; per-CPU fields are kept where the topology may need them (a kernel whose sysfs is missing).
import { MAX_CPUS } from './parse-cpu-list.js';

export interface CpuinfoProcessor {
  cpu: number;
  /** Socket as numbered by the kernel; may be missing: then sysfs knows. */
  physicalId: number | undefined;
  coreId: number | undefined;
}

export interface Cpuinfo {
  processors: CpuinfoProcessor[];
  vendorId: string | undefined;
  family: number | undefined;
  model: number | undefined;
  stepping: number | undefined;
  /** Model name with runs of blanks joined and without a hand-written `[tag] `. */
  modelName: string | undefined;
  /** A hand-written tag stood before the model name; its text is not kept. */
  modelNameTagged: boolean;
  distinctModelNames: number;
  /** As printed, e.g. `0x416`. */
  microcode: string | undefined;
  /** Distinct observed frequencies in kHz, ascending. */
  observedKhz: number[];
  /** The `@ 3.40GHz` of the model name, in MHz. */
  nominalMhz: number | undefined;
  /** Distinct `physical id`; undefined where the field is missing. */
  physicalIds: number | undefined;
  siblings: number | undefined;
  cpuCores: number | undefined;
  flags: ReadonlySet<string>;
}

type Block = Map<string, string>;

export function parseCpuinfo(text: string): Cpuinfo {
  const blocks = readBlocks(text);
  const first = blocks[0] ?? new Map();
  const names = new Set(blocks.map((block) => block.get('model name')).filter((name) => name !== undefined));
  const rawName = first.get('model name');
  const modelName = rawName
    ?.replace(/^\[[^\]]*\]\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const physicalIds = new Set(
    blocks.map((block) => readInteger(block, 'physical id')).filter((id) => id !== undefined),
  );
  return {
    processors: blocks.map((block) => ({
      cpu: readInteger(block, 'processor') ?? 0,
      physicalId: readInteger(block, 'physical id'),
      coreId: readInteger(block, 'core id'),
    })),
    vendorId: first.get('vendor_id'),
    family: readInteger(first, 'cpu family'),
    model: readInteger(first, 'model'),
    stepping: readInteger(first, 'stepping'),
    modelName: modelName || undefined,
    modelNameTagged: rawName !== undefined && /^\[[^\]]*\]/.test(rawName),
    distinctModelNames: names.size,
    microcode: first.get('microcode'),
    observedKhz: readFrequencies(blocks),
    nominalMhz: readNominalMhz(modelName ?? ''),
    physicalIds: physicalIds.size > 0 ? physicalIds.size : undefined,
    siblings: readInteger(first, 'siblings'),
    cpuCores: readInteger(first, 'cpu cores'),
    flags: new Set((first.get('flags') ?? '').split(/\s+/).filter((flag: string) => flag !== '')),
  };
}

/** Blocks are told apart by their `processor` line: blank lines are not to be relied on. */
function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (key === 'processor' && /^\d{1,4}$/.test(value)) {
      if (blocks.length >= MAX_CPUS) break;
      blocks.push(new Map());
    }
    const block = blocks.at(-1);
    if (block && !block.has(key)) block.set(key, value);
  }
  return blocks;
}

function readInteger(block: Block, key: string): number | undefined {
  const value = block.get(key);
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

function readFrequencies(blocks: Block[]): number[] {
  const khz = new Set<number>();
  for (const block of blocks) {
    const match = /^(\d{1,5})(?:\.(\d{1,6}))?$/.exec(block.get('cpu MHz') ?? '');
    if (match) khz.add(Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0').slice(0, 3)));
  }
  return [...khz].sort((a, b) => a - b);
}

function readNominalMhz(modelName: string): number | undefined {
  const match = /@\s*(\d{1,2})\.(\d{1,3})\s*GHz/.exec(modelName);
  return match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : undefined;
}
