// Whether this is a guest, and of what. Firmware strings are compared with a list and never published. Bare metal is
// said only where something would have told otherwise; silence alone is `unknown`.
import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from './file-tree.js';

type Virtualisation = Machine['virtualisation'];
type Technology = Virtualisation['technology'];
type Evidence = NonNullable<Virtualisation['evidence']>[number];

interface Clue {
  evidence: Evidence;
  technology: Technology;
}

/** Firmware's vendor and product, first match wins. Source: systemd's src/basic/virt.c and vendors' documentation. */
const FIRMWARE: readonly (readonly [RegExp, Technology])[] = [
  [/VMware/i, 'vmware'],
  [/innotek GmbH|VirtualBox/i, 'virtualbox'],
  [/Parallels/i, 'parallels'],
  [/Microsoft Corporation.*Virtual Machine|Hyper-V/i, 'hyperv'],
  [/BHYVE/i, 'bhyve'],
  [/\bXen\b/i, 'xen'],
  [/Apple Virtualization/i, 'apple'],
  [/KVM|OpenStack|oVirt|Google Compute Engine|Amazon EC2|Alibaba Cloud|DigitalOcean|Hetzner|Nutanix/i, 'kvm'],
  [/QEMU|Bochs/i, 'qemu'],
];
/** Machines that those clouds rent whole carry the same vendor. */
const BARE_METAL_PRODUCT = /\.metal/i;

const PARAVIRTUAL_CLOCKS: Readonly<Record<string, Technology>> = {
  'kvm-clock': 'kvm',
  xen: 'xen',
  hyperv_clocksource_tsc_page: 'hyperv',
  hyperv_clocksource: 'hyperv',
};

/** gVisor's /proc/version is this constant: pkg/sentry/fsimpl/proc. */
const GVISOR_VERSION = '#1 SMP Sun Jan 10 15:06:54 PST 2016';

export function readVirtualisation(tree: FileTree): Virtualisation {
  const firmware = readFirmware(tree);
  const flags = /^flags\s*:(.*)$/m.exec(tree.text('proc/cpuinfo') ?? '')?.[1]?.split(' ');
  const clues = [
    ...sandboxClues(tree),
    ...firmwareClues(firmware),
    ...clockClues(tree),
    ...hypervisorClues(tree),
    ...(flags?.includes('hypervisor') ? [{ evidence: 'hypervisor_flag', technology: 'unknown' } as const] : []),
  ];
  if (clues.length > 0) {
    return {
      verdict: 'virtual',
      technology: mostTelling(clues.map(({ technology }) => technology)),
      evidence: [...new Set(clues.map(({ evidence }) => evidence))],
    };
  }
  // An x86 hypervisor sets the flag unless it hides; firmware must then speak for the metal as well.
  const isMetal = firmware !== '' && (flags !== undefined || BARE_METAL_PRODUCT.test(firmware));
  return isMetal
    ? { verdict: 'bare_metal', technology: 'none', evidence: flags ? ['dmi', 'hypervisor_flag'] : ['dmi'] }
    : { verdict: 'unknown', technology: 'unknown' };
}

/** The first that is known; QEMU is also the machine that other hypervisors show. */
function mostTelling(technologies: readonly Technology[]): Technology {
  const known = technologies.filter((technology) => technology !== 'unknown');
  return known.find((technology) => technology !== 'qemu') ?? known[0] ?? 'unknown';
}

function readFirmware(tree: FileTree): string {
  const files = ['sys_vendor', 'product_name', 'bios_vendor', 'board_vendor'];
  return files
    .map((file) => tree.text(`sys/class/dmi/id/${file}`) ?? '')
    .join(' ')
    .trim();
}

function firmwareClues(firmware: string): Clue[] {
  if (BARE_METAL_PRODUCT.test(firmware)) return [];
  const match = FIRMWARE.find(([pattern]) => pattern.test(firmware));
  return match ? [{ evidence: 'dmi', technology: match[1] }] : [];
}

function clockClues(tree: FileTree): Clue[] {
  const clocks = tree.text('sys/devices/system/clocksource/clocksource0/available_clocksource')?.split(' ') ?? [];
  return clocks.flatMap((clock) => {
    const technology = PARAVIRTUAL_CLOCKS[clock];
    return technology ? [{ evidence: 'paravirtual_kernel' as const, technology }] : [];
  });
}

function hypervisorClues(tree: FileTree): Clue[] {
  const isXen = tree.text('sys/hypervisor/type') === 'xen';
  const privileges = tree.text('proc/xen/capabilities') ?? '';
  if (isXen && !privileges.includes('control_d')) return [{ evidence: 'sysfs', technology: 'xen' }];
  const node = tree.text('proc/device-tree/hypervisor/compatible') ?? '';
  if (/linux,kvm/.test(node)) return [{ evidence: 'sysfs', technology: 'kvm' }];
  if (/xen,xen/.test(node)) return [{ evidence: 'sysfs', technology: 'xen' }];
  if (/linux,dummy-virt/.test(tree.text('proc/device-tree/compatible') ?? ''))
    return [{ evidence: 'sysfs', technology: 'qemu' }];
  return [];
}

function sandboxClues(tree: FileTree): Clue[] {
  const version = tree.text('proc/version') ?? '';
  if (version.includes(GVISOR_VERSION)) return [{ evidence: 'paravirtual_kernel', technology: 'gvisor' }];
  if (/microsoft-standard|-Microsoft/.test(tree.text('proc/sys/kernel/osrelease') ?? ''))
    return [{ evidence: 'paravirtual_kernel', technology: 'wsl' }];
  return [];
}
