import { parseVirtualisation } from '@ipc-bench/server/import/parse-virtualisation';
import { expect, it } from 'vitest';

const BARE = '[    0.000000] Booting paravirtualized kernel on bare hardware\n';
const XEON = 'Intel(R) Xeon(R) CPU E5520 @ 2.27GHz';

function verdict(dmesg: string, flags: string[] = [], model = XEON) {
  const { verdict, technology, evidence } = parseVirtualisation(dmesg, model, new Set(flags));
  return [verdict, technology, ...evidence];
}

it('takes evidence in its order, strongest first', () => {
  expect(verdict(`[    0.000000] DMI: innotek GmbH VirtualBox, BIOS VirtualBox 12/01/2006\n${BARE}`)).toEqual([
    'virtual',
    'virtualbox',
    'dmi',
  ]);
  expect(verdict('DMI: Parallels Software International Inc. Parallels Virtual Platform')[1]).toBe('parallels');
  expect(verdict('DMI: VMware, Inc. VMware Virtual Platform/440BX')[1]).toBe('vmware');
  expect(verdict('DMI: Bochs Bochs, BIOS Bochs 01/01/2007')[1]).toBe('qemu');
  expect(verdict('DMI: Red Hat KVM, BIOS 0.5.1')[1]).toBe('kvm');
  expect(verdict(`CPU MTRRs all blank - virtualized system.\n${BARE}`)).toEqual(['virtual', undefined, 'mtrr_blank']);
  expect(verdict('', [], 'QEMU Virtual CPU version (cpu64-rhel6)')).toEqual(['virtual', 'qemu', 'cpu_name']);
  expect(verdict('Booting paravirtualized kernel on KVM\nCPU0: Intel QEMU Virtual CPU version stepping 03')).toEqual([
    'virtual',
    'kvm',
    'cpu_name',
    'paravirtual_kernel',
  ]);
  expect(verdict('[    0.000000] Booting paravirtualized kernel on Xen\n')).toEqual([
    'virtual',
    'xen',
    'paravirtual_kernel',
  ]);
  expect(verdict('Booting paravirtualized kernel on Something New')[1]).toBe('other');
  expect(verdict(BARE, ['hypervisor'])).toEqual(['virtual', undefined, 'hypervisor_flag']);
  expect(verdict(BARE)).toEqual(['bare_metal', undefined, 'bare_hardware_line']);
  expect(verdict('')).toEqual(['unknown', undefined]);
});

it.each([
  'usb 7-1: Product: Virtual Keyboard and Mouse',
  'input: American Megatrends Inc. Virtual Keyboard and Mouse as /devices/pci0000:00/input1',
  'input: HP WMI hotkeys as /devices/virtual/input/input7',
  'kvm: Nested Virtualization enabled',
  "warning: `VirtualBox' uses 32-bit capabilities (legacy support in use)",
  'EXT4-fs (sda1): Unaligned AIO/DIO on inode 1 by VirtualBox; performance will be poor.',
  'Intel(R) Gigabit Virtual Function Network Driver - version 2.0.1-k',
  'scsi 7:0:0:0: Direct-Access     AMI      Virtual Floppy   1.00 PQ: 0 ANSI: 0 CCS',
  'systemd[1]: Starting Setup Virtual Console...',
])('takes no evidence from %j', (line) => {
  expect(verdict(line)).toEqual(['unknown', undefined]);
  expect(verdict(BARE + line)).toEqual(['bare_metal', undefined, 'bare_hardware_line']);
});
