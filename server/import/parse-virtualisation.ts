// The virtualisation verdict, from `logs/dmesg_virt` and cpuinfo, strongest evidence first (FORMAT: the order below is the
// rule). What merely contains the word is not evidence: a BMC's "Virtual Keyboard", `/devices/virtual/…`, "Nested
// Virtualization enabled", a host's VirtualBox warnings, "Virtual Function Network Driver".

export type Technology = 'kvm' | 'xen' | 'vmware' | 'virtualbox' | 'parallels' | 'qemu' | 'hyperv' | 'other';

/** What a verdict rests on, strongest first. */
export type VirtualisationEvidence =
  | 'dmi'
  | 'cpu_name'
  | 'mtrr_blank'
  | 'paravirtual_kernel'
  | 'hypervisor_flag'
  | 'bare_hardware_line';

export interface Virtualisation {
  verdict: 'virtual' | 'bare_metal' | 'unknown';
  /** Known only for guests. */
  technology: Technology | undefined;
  evidence: VirtualisationEvidence[];
  /** What "Booting paravirtualized kernel on …" named; VirtualBox guests say `bare_hardware`. */
  paravirtualOn: Technology | 'bare_hardware' | undefined;
}

const DMI_PRODUCTS: readonly (readonly [RegExp, Technology])[] = [
  [/VirtualBox/i, 'virtualbox'],
  [/Parallels/i, 'parallels'],
  [/VMware/i, 'vmware'],
  [/KVM/, 'kvm'],
  [/QEMU|Bochs/i, 'qemu'],
];

const PARAVIRTUAL_HOSTS: readonly (readonly [RegExp, Technology])[] = [
  [/^KVM/i, 'kvm'],
  [/^Xen/i, 'xen'],
  [/^VMware/i, 'vmware'],
  [/Hyper-V/i, 'hyperv'],
];

export function parseVirtualisation(dmesg: string, modelName: string, flags: ReadonlySet<string>): Virtualisation {
  const lines = dmesg.split('\n');
  const firmware = readGuestFirmware(lines);
  const isQemuCpu = [modelName, ...lines].some((text) => /QEMU Virtual CPU/.test(text));
  const paravirtualOn = readParavirtualHost(lines);
  const host = paravirtualOn === 'bare_hardware' ? undefined : paravirtualOn;
  const found: [VirtualisationEvidence, boolean][] = [
    ['dmi', firmware !== undefined],
    ['cpu_name', isQemuCpu],
    ['mtrr_blank', lines.some((line) => /CPU MTRRs all blank - virtualized system/.test(line))],
    ['paravirtual_kernel', host !== undefined],
    ['hypervisor_flag', flags.has('hypervisor')],
  ];
  const evidence = found.filter(([, present]) => present).map(([word]) => word);
  if (evidence.length > 0) {
    // A hypervisor that names itself to the kernel is more exact than the machine model that QEMU plays.
    const product = firmware === 'qemu' ? undefined : firmware;
    const technology = product ?? host ?? firmware ?? (isQemuCpu ? 'qemu' : undefined);
    return { verdict: 'virtual', technology, evidence, paravirtualOn };
  }
  if (paravirtualOn === undefined) return { verdict: 'unknown', technology: undefined, evidence, paravirtualOn };
  return { verdict: 'bare_metal', technology: undefined, evidence: ['bare_hardware_line'], paravirtualOn };
}

function readGuestFirmware(lines: string[]): Technology | undefined {
  for (const line of lines) {
    const dmi = /\bDMI: (.*)$/.exec(line)?.[1];
    const product = dmi === undefined ? undefined : DMI_PRODUCTS.find(([pattern]) => pattern.test(dmi));
    if (product) return product[1];
  }
  return undefined;
}

/** The named hypervisor; `bare_hardware` only where no line names one. */
function readParavirtualHost(lines: string[]): Technology | 'bare_hardware' | undefined {
  let found: 'bare_hardware' | undefined;
  for (const line of lines) {
    const host = /Booting paravirtualized kernel on (.*\S)\s*$/.exec(line)?.[1];
    if (host === 'bare hardware') found = 'bare_hardware';
    else if (host !== undefined) return PARAVIRTUAL_HOSTS.find(([pattern]) => pattern.test(host))?.[1] ?? 'other';
  }
  return found;
}
