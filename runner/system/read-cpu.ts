// Vendor, model numbers, microcode, clock rates: from /proc/cpuinfo, key by key from a list. A serial number, which some
// boards print there, is never looked at.
import type { Machine } from '@ipc-bench/schema/document';
import { cleanCpuName } from '@ipc-bench/schema/privacy/cpu-name';
import type { FileTree } from './file-tree.js';
import type { HostFacts } from './host-facts.js';

type Cpu = Machine['cpu'];

const X86_VENDORS: Readonly<Record<string, Cpu['vendor']>> = {
  GenuineIntel: 'intel',
  AuthenticAMD: 'amd',
  HygonGenuine: 'hygon',
  CentaurHauls: 'via',
  Shanghai: 'zhaoxin',
};

/** MIDR_EL1.Implementer. Source: Linux arch/arm64/include/asm/cputype.h. */
const ARM_IMPLEMENTERS: Readonly<Record<number, Cpu['vendor']>> = {
  65: 'arm',
  67: 'cavium',
  70: 'fujitsu',
  72: 'huawei',
  78: 'nvidia',
  81: 'qualcomm',
  97: 'apple',
  192: 'ampere',
};

/** MIDR_EL1.PartNum of ARM's own cores, by the words that a CPU name may hold. Source: as above. */
const ARM_PARTS: Readonly<Record<number, string>> = {
  3331: 'Cortex A53',
  3335: 'Cortex A57',
  3336: 'Cortex A72',
  3337: 'Cortex A73',
  3338: 'Cortex A75',
  3339: 'Cortex A76',
  3340: 'Neoverse-N1',
  3392: 'Neoverse-V1',
  3393: 'Cortex A78',
  3401: 'Neoverse-N2',
  3407: 'Neoverse-V2',
};

export function readCpu(tree: FileTree, host: HostFacts): Cpu {
  const text = tree.text('proc/cpuinfo');
  if (text === null) return { vendor: 'unknown', ...named(host.cpuModel ?? '') };
  const fields = parseFields(text);
  return fields.has('CPU implementer') ? armCpu(fields, tree) : otherCpu(fields, text, tree);
}

/** Key → value of the first processor that has it. */
function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim();
    if (!fields.has(key)) fields.set(key, line.slice(colon + 1).trim());
  }
  return fields;
}

function otherCpu(fields: ReadonlyMap<string, string>, text: string, tree: FileTree): Cpu {
  const flags = new Set(fields.get('flags')?.split(' '));
  const name = fields.get('model name') ?? fields.get('cpu') ?? '';
  const microcode = fields.get('microcode')?.toLowerCase() ?? '';
  return {
    vendor: X86_VENDORS[fields.get('vendor_id') ?? ''] ?? vendorOfOther(fields),
    ...named(name),
    ...numbered('family', fields.get('cpu family')),
    ...numbered('model', fields.get('model')),
    ...numbered('stepping', fields.get('stepping')),
    ...(/^0x[0-9a-f]{1,16}$/.test(microcode) ? { microcode } : {}),
    ...nominalMhz(tree, name),
    ...observedMhz(text),
    ...(flags.size > 0 ? { constant_tsc: flags.has('constant_tsc'), nonstop_tsc: flags.has('nonstop_tsc') } : {}),
  };
}

function vendorOfOther(fields: ReadonlyMap<string, string>): Cpu['vendor'] {
  if (/^POWER/.test(fields.get('cpu') ?? '') || /^IBM\/S390/.test(fields.get('vendor_id') ?? '')) return 'ibm';
  if (fields.has('isa') && fields.has('hart')) return 'riscv';
  if (/^Loongson/.test(fields.get('Model Name') ?? '')) return 'loongson';
  return 'unknown';
}

function armCpu(fields: ReadonlyMap<string, string>, tree: FileTree): Cpu {
  const implementer = Number(fields.get('CPU implementer'));
  const part = Number(fields.get('CPU part'));
  const variant = Number(fields.get('CPU variant') ?? 0);
  const revision = Number(fields.get('CPU revision') ?? 0);
  return {
    vendor: ARM_IMPLEMENTERS[implementer] ?? 'unknown',
    ...named(implementer === 65 ? (ARM_PARTS[part] ?? '') : ''),
    ...numbered('family', fields.get('CPU architecture')),
    ...numbered('model', String(part)),
    ...numbered('stepping', String(variant * 16 + revision)),
    ...nominalMhz(tree, ''),
  };
}

function named(raw: string): { name?: string } {
  const name = cleanCpuName(raw);
  return name === '' ? {} : { name };
}

function numbered<Field extends string>(field: Field, text: string | undefined): { [name in Field]?: number } {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535
    ? ({ [field]: Number(text) } as { [name in Field]: number })
    : {};
}

/** The base frequency the driver tells, or the one in the model name. */
function nominalMhz(tree: FileTree, name: string): { nominal_mhz?: number } {
  const base = tree.number('sys/devices/system/cpu/cpu0/cpufreq/base_frequency');
  if (base !== null) return { nominal_mhz: Math.round(base / 1000) };
  const inName = /@ (\d{1,2}\.\d{1,2})GHz/i.exec(name)?.[1];
  return inName === undefined ? {} : { nominal_mhz: Math.round(Number(inName) * 1000) };
}

function observedMhz(text: string): { observed_mhz?: { min: number; max: number } } {
  const rates = [...text.matchAll(/^cpu MHz\s*:\s*(\d{1,5})(?:\.\d+)?$/gm)].map((match) => Number(match[1]));
  return rates.length === 0 ? {} : { observed_mhz: { min: Math.min(...rates), max: Math.max(...rates) } };
}
