// The virtualisation verdict, from `logs/dmesg_virt` and cpuinfo, strongest evidence first (FORMAT: the order below is the
// rule). What merely contains the word is not evidence: a BMC's "Virtual Keyboard", `/devices/virtual/…`, "Nested
// Virtualization enabled", a host's VirtualBox warnings, "Virtual Function Network Driver".

export type Technology = 'kvm' | 'xen' | 'vmware' | 'virtualbox' | 'parallels' | 'qemu' | 'hyperv' | 'other';

export interface Virtualisation {
  verdict: 'virtual' | 'bare_metal' | 'unknown';
  /** Known only for guests. */
  technology: Technology | undefined;
  /** What the verdict rests on. */
  evidence: 'guest_firmware' | 'paravirtual_kernel' | 'hypervisor_flag' | 'bare_hardware_line' | undefined;
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
  const paravirtualOn = readParavirtualHost(lines);
  const host = paravirtualOn === 'bare_hardware' ? undefined : paravirtualOn;
  const firmware = readGuestFirmware(lines, modelName);
  if (firmware !== undefined) {
    const technology = firmware === 'unnamed' || (firmware === 'qemu' && host) ? host : firmware;
    return { verdict: 'virtual', technology, evidence: 'guest_firmware', paravirtualOn };
  }
  if (host) return { verdict: 'virtual', technology: host, evidence: 'paravirtual_kernel', paravirtualOn };
  if (flags.has('hypervisor')) {
    return { verdict: 'virtual', technology: undefined, evidence: 'hypervisor_flag', paravirtualOn };
  }
  if (paravirtualOn) {
    return { verdict: 'bare_metal', technology: undefined, evidence: 'bare_hardware_line', paravirtualOn };
  }
  return { verdict: 'unknown', technology: undefined, evidence: undefined, paravirtualOn };
}

function readGuestFirmware(lines: string[], modelName: string): Technology | 'unnamed' | undefined {
  for (const line of lines) {
    const dmi = /\bDMI: (.*)$/.exec(line)?.[1];
    const product = dmi === undefined ? undefined : DMI_PRODUCTS.find(([pattern]) => pattern.test(dmi));
    if (product) return product[1];
  }
  if (/QEMU Virtual CPU/.test(modelName) || lines.some((line) => /QEMU Virtual CPU/.test(line))) return 'qemu';
  return lines.some((line) => /CPU MTRRs all blank - virtualized system/.test(line)) ? 'unnamed' : undefined;
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
