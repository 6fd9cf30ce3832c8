import { canonicalBytes, formatCanonical } from '@ipc-bench/schema/canonical-json';
import type { Machine } from '@ipc-bench/schema/document';
import { judge } from '@ipc-bench/schema/judge';
import type { FileTree } from 'ipc-bench/system/file-tree';
import { readMachine } from 'ipc-bench/system/read-machine';
import { afterAll, describe, expect, it } from 'vitest';
import { cryptography, plainDocument, signDocument, testKey } from '../../support/document.js';
import { MACHINES, type MachineName } from './machines.js';
import { plantMachine, SECRETS } from './plant-machine.js';

const names = Object.keys(MACHINES) as MachineName[];
const trees = new Map(names.map((name) => [name, plantMachine(MACHINES[name], afterAll)]));
const read = (name: MachineName): Machine => readMachine(trees.get(name) as FileTree, MACHINES[name].host);

describe('readMachine', () => {
  it.each(names)('describes %s in a way the validator accepts', (name) => {
    const document = signDocument(plainDocument({ machine: read(name), measurements: [] }), testKey('machine'));
    expect(judge(canonicalBytes(document), { cryptography }).findings).toEqual([]);
  });

  it.each(names)('gives the same section for the same files of %s', (name) => {
    expect(formatCanonical(read(name))).toBe(formatCanonical(read(name)));
  });

  it.each(names)('lets no planted secret of %s through', (name) => {
    const text = formatCanonical(read(name));
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
    for (const part of ['planted', '5ec4e7', '10.1.2.3', 'PowerEdge', 'LENOVO', 'Rev 1.5'])
      expect(text.toLowerCase()).not.toContain(part.toLowerCase());
  });

  it('tells a KVM guest with a home-made kernel', () => {
    const machine = read('kvmGuest');
    expect(machine.kernel).toEqual({
      version: [6, 7, 4],
      flavour: 'custom',
      hz: '250',
      preemption: 'dynamic',
      boot_flags: ['idle', 'mitigations'],
    });
    expect(machine.cpu).toEqual({
      vendor: 'intel',
      name: 'Intel(R) Xeon(R) Processor @ 2.60GHz',
      family: 6,
      model: 143,
      stepping: 8,
      microcode: '0x2b000603',
      nominal_mhz: 2600,
      observed_mhz: { min: 2000, max: 2001 },
      constant_tsc: true,
      nonstop_tsc: true,
    });
    expect(machine.virtualisation).toEqual({
      verdict: 'virtual',
      technology: 'kvm',
      evidence: ['dmi', 'paravirtual_kernel', 'hypervisor_flag'],
    });
    expect(machine.mitigations).toEqual({
      meltdown: 'not_affected',
      spectre_v2: 'mitigated',
      itlb_multihit: 'vulnerable',
      srbds: 'unknown',
    });
    expect(machine.topology).toMatchObject({ evidence: 'guest_reported', allowed_cpus: [0, 1], cores: 2, sockets: 1 });
    expect(machine.memory).toMatchObject({ class_bytes: 8 * 2 ** 30, page_bytes: 4096 });
    expect(machine.power).toMatchObject({ governor: 'none', idle_driver: 'haltpoll', halt_poll_ns: 200_000 });
    expect(machine.security).toMatchObject({ seccomp: true });
  });

  it('counts hybrid cores and their caches as they are', () => {
    const { topology, power, kernel, security, virtualisation } = read('hybridLaptop');
    expect(topology).toMatchObject({
      logical_cpus: 16,
      cores: 12,
      sockets: 1,
      threads_per_core: 2,
      evidence: 'hardware',
    });
    expect(topology.core?.slice(0, 10)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 5]);
    const second = topology.caches?.filter(({ level }) => level === 2);
    expect(second?.map(({ size_bytes, shared_by }) => [size_bytes / 1024, shared_by.length])).toEqual([
      [1280, 4],
      [2048, 2],
    ]);
    expect(power).toMatchObject({
      governor: 'powersave',
      frequency_driver: 'intel_pstate',
      boost: 'on',
      idle_driver: 'intel_idle',
      idle_governor: 'menu',
      idle_exit_latency_us: [0, 1, 220],
    });
    expect(kernel).toMatchObject({ flavour: 'fedora', release: '300', preemption: 'voluntary', hz: 'unknown' });
    expect(security?.modules).toContain('selinux');
    expect(security?.modules).toContain('other');
    expect(virtualisation).toEqual({ verdict: 'bare_metal', technology: 'none', evidence: ['dmi', 'hypervisor_flag'] });
  });

  it('describes 256 CPUs, and a node without memory, in little room', () => {
    const machine = read('bigServer');
    expect(machine.topology).toMatchObject({ logical_cpus: 256, cores: 128, sockets: 2, threads_per_core: 2 });
    expect(machine.topology.caches?.map(({ shared_by }) => shared_by.length)).toEqual([128, 16]);
    expect(machine.topology.nodes?.map(({ cpus, memory_class_bytes }) => [cpus.length, memory_class_bytes])).toEqual([
      [128, 512 * 2 ** 30],
      [128, 512 * 2 ** 30],
      [0, 0],
    ]);
    expect(machine.power).toMatchObject({ governor: 'mixed', boost: 'on' });
    expect(machine.memory.huge_page_bytes).toEqual([2 ** 21, 2 ** 30]);
    expect(formatCanonical(machine).length).toBeLessThan(16 * 1024);
  });

  it('reads an arm64 board without looking at its serial number', () => {
    const machine = read('raspberryPi');
    expect(machine.cpu).toEqual({ vendor: 'arm', name: 'Cortex A72', family: 8, model: 0xd08, stepping: 3 });
    expect(machine.kernel).toMatchObject({ flavour: 'raspberrypi', preemption: 'full' });
    expect(machine.virtualisation).toEqual({ verdict: 'unknown', technology: 'unknown' });
    expect(machine.topology.evidence).toBe('unknown');
  });

  it('finds the smallest quota on the way to the root, and leaves out an offline CPU of the mask', () => {
    const machine = read('container');
    expect(machine.container).toBe('yes');
    expect(machine.limits).toEqual({ cpu_quota_milli: 500, allowed_cpus: 1 });
    expect(machine.topology.allowed_cpus).toEqual([3]);
    expect(machine.topology.cpu_number).toEqual([0, 1, 2, 3, 4, 6, 7]);
    expect(machine.cpu.name).toBe('AMD EPYC 7B12');
    expect(machine.virtualisation).toMatchObject({ verdict: 'virtual', technology: 'kvm' });
  });

  it('reads control groups of version 1', () => {
    expect(read('xenGuest').limits?.cpu_quota_milli).toBe(1500);
  });

  it.each([
    ['xenGuest', 'virtual', 'xen'],
    ['vmwareGuest', 'virtual', 'vmware'],
    ['virtualBoxGuest', 'virtual', 'virtualbox'],
    ['gravitonMetal', 'bare_metal', 'none'],
    ['wsl', 'virtual', 'wsl'],
    ['gvisor', 'virtual', 'gvisor'],
    ['freebsd', 'unknown', 'unknown'],
  ] as const)('says that %s is %s (%s)', (name, verdict, technology) => {
    expect(read(name).virtualisation).toMatchObject({ verdict, technology });
  });

  it('leaves out what a sandbox hides instead of guessing', () => {
    const machine = read('gvisor');
    expect(machine.topology).toEqual({ logical_cpus: 2, evidence: 'guest_reported', cpu_number: [0, 1], caches: [] });
    expect(machine.container).toBe('unknown');
    expect(machine.clock).toEqual({ source: 'unknown' });
    expect(machine.memory).toMatchObject({ class_bytes: 2 ** 31, transparent_huge_pages: 'unknown' });
  });

  it('falls back to what the runtime knows outside Linux', () => {
    const machine = read('freebsd');
    expect(machine).toMatchObject({
      os: 'freebsd',
      architecture: 'x86_64',
      cpu: { vendor: 'unknown', name: 'AMD Ryzen 7 5800X 8-Core Processor' },
      topology: { logical_cpus: 16, evidence: 'unknown' },
      kernel: { version: [14, 1], flavour: 'custom' },
    });
    expect(machine.power).toBeUndefined();
  });

  it('reads the page size of the machine', () => {
    expect(read('gravitonMetal').memory.page_bytes).toBe(65_536);
  });
});
