// Real-shaped machines. Values follow machines of these kinds; identities are planted.
import { gzipSync } from 'node:zlib';
import { auxv, cpuinfo, hostFacts, type PlantedMachine, SECRETS, status, topologyFiles } from './plant-machine.js';

const MODERN_FLAGS = 'fpu tsc constant_tsc nonstop_tsc sse2 avx2';
const CLOCK = 'sys/devices/system/clocksource/clocksource0';
const half = (count: number) => (cpu: number) => Math.floor(cpu / count);

/** Two vCPUs under KVM, kernel built by its user. */
const kvmGuest: PlantedMachine = {
  host: hostFacts(),
  files: {
    'proc/cpuinfo': cpuinfo(
      2,
      {
        vendor_id: 'GenuineIntel',
        'cpu family': '6',
        model: '143',
        'model name': 'Intel(R) Xeon(R) Processor @ 2.60GHz',
        stepping: '8',
        microcode: '0x2B000603',
      },
      `${MODERN_FLAGS} hypervisor`,
    ),
    'proc/sys/kernel/osrelease': `6.7.4-${SECRETS.hostName}-${SECRETS.user}+`,
    'proc/sys/kernel/version': '#1 SMP PREEMPT_DYNAMIC Thu Nov 12 10:00:00 UTC 2026',
    'proc/version': `Linux version 6.7.4 (${SECRETS.build}) (gcc 12.2.0) #1 SMP`,
    'proc/config.gz': gzipSync('CONFIG_HZ_250=y\nCONFIG_HZ=250\nCONFIG_PREEMPT_DYNAMIC=y\n'),
    'proc/cmdline': `root=UUID=${SECRETS.uuid} ro mitigations=off ip=10.1.2.3 hostname=${SECRETS.hostName} idle=poll`,
    'proc/meminfo': 'MemTotal:        8123456 kB',
    'proc/self/status': status('0-1', 2),
    'proc/self/auxv': auxv(4096),
    'proc/self/cgroup': '0::/user.slice/user-1000.slice',
    'sys/class/dmi/id/sys_vendor': 'QEMU',
    'sys/class/dmi/id/product_name': `Standard PC ${SECRETS.serial}`,
    [`${CLOCK}/current_clocksource`]: 'kvm-clock',
    [`${CLOCK}/available_clocksource`]: 'kvm-clock tsc acpi_pm',
    'sys/devices/system/cpu/vulnerabilities/meltdown': 'Not affected',
    'sys/devices/system/cpu/vulnerabilities/spectre_v2': 'Mitigation: Retpolines; STIBP disabled',
    'sys/devices/system/cpu/vulnerabilities/itlb_multihit': 'KVM: Vulnerable',
    'sys/devices/system/cpu/vulnerabilities/srbds': 'Unknown: Dependent on hypervisor status',
    'sys/devices/system/cpu/vulnerabilities/not_yet_invented': 'Vulnerable',
    'sys/devices/system/cpu/cpuidle/current_driver': 'haltpoll',
    'sys/devices/system/cpu/cpuidle/current_governor': 'haltpoll',
    'sys/module/haltpoll/parameters/guest_halt_poll_ns': '200000',
    ...topologyFiles({
      cpus: 2,
      core: (cpu) => cpu,
      caches: [
        { level: 1, type: 'Data', size: '32K', shares: (cpu) => cpu },
        { level: 3, type: 'Unified', size: '16384K', shares: () => 0 },
      ],
      nodes: [{ cpus: '0-1', memoryKb: 8_123_456, distance: '10' }],
    }),
  },
};

/** Twelve-core hybrid laptop: 4 cores with two threads, 8 without, in two clusters that share a second-level cache. */
const hybridLaptop: PlantedMachine = {
  host: hostFacts(),
  files: {
    'proc/cpuinfo': cpuinfo(
      16,
      {
        vendor_id: 'GenuineIntel',
        'cpu family': '6',
        model: '154',
        'model name': '12th Gen Intel(R) Core(TM) i7-1260P',
        stepping: '3',
        microcode: '0x432',
      },
      MODERN_FLAGS,
    ),
    'proc/sys/kernel/osrelease': '6.5.6-300.fc39.x86_64',
    'proc/sys/kernel/version': '#1 SMP PREEMPT_DYNAMIC Fri Oct 6 19:57:21 UTC 2023',
    'sys/kernel/debug/sched/preempt': 'none (voluntary) full',
    'proc/meminfo': 'MemTotal:       32600000 kB',
    'proc/self/status': status('0-15'),
    'proc/self/auxv': auxv(4096),
    'proc/self/cgroup': '0::/user.slice',
    'proc/1/cgroup': '0::/init.scope',
    'sys/class/dmi/id/sys_vendor': 'LENOVO',
    'sys/class/dmi/id/product_name': '21CBCTO1WW',
    [`${CLOCK}/current_clocksource`]: 'tsc',
    [`${CLOCK}/available_clocksource`]: 'tsc acpi_pm',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_driver': 'intel_pstate',
    'sys/devices/system/cpu/cpu0/cpufreq/base_frequency': '2100000',
    'sys/devices/system/cpu/intel_pstate/no_turbo': '0',
    'sys/devices/system/cpu/cpuidle/current_driver': 'intel_idle',
    'sys/devices/system/cpu/cpuidle/current_governor_ro': 'menu',
    'sys/devices/system/cpu/cpu0/cpuidle/state0/latency': '0',
    'sys/devices/system/cpu/cpu0/cpuidle/state1/latency': '1',
    'sys/devices/system/cpu/cpu0/cpuidle/state2/latency': '220',
    'sys/devices/system/cpu/smt/control': 'on',
    'sys/kernel/security/lsm': 'lockdown,capability,yama,selinux,bpf,landlock,planted_lsm',
    'sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never',
    ...topologyFiles({
      cpus: 16,
      core: (cpu) => (cpu < 8 ? Math.floor(cpu / 2) * 4 : 16 + cpu),
      caches: [
        { level: 1, type: 'Data', size: '48K', shares: (cpu) => (cpu < 8 ? Math.floor(cpu / 2) : -1) },
        { level: 1, type: 'Data', size: '32K', shares: (cpu) => (cpu < 8 ? -1 : cpu) },
        { level: 2, type: 'Unified', size: '1280K', shares: (cpu) => (cpu < 8 ? Math.floor(cpu / 2) : -1) },
        { level: 2, type: 'Unified', size: '2048K', shares: (cpu) => (cpu < 8 ? -1 : Math.floor(cpu / 4)) },
        { level: 3, type: 'Unified', size: '18432K', shares: () => 0 },
      ],
      nodes: [{ cpus: '0-15', memoryKb: 32_600_000, distance: '10' }],
    }),
  },
};

/** Two sockets of 64 cores with two threads each, a last-level cache per 8 cores, a memory-only node. */
const bigServer: PlantedMachine = {
  host: hostFacts(),
  files: {
    'proc/cpuinfo': cpuinfo(
      256,
      {
        vendor_id: 'AuthenticAMD',
        'cpu family': '25',
        model: '1',
        'model name': 'AMD EPYC 7763 64-Core Processor',
        stepping: '1',
        microcode: '0xa0011d1',
      },
      MODERN_FLAGS,
    ),
    'proc/sys/kernel/osrelease': '6.1.0-18-amd64',
    'proc/sys/kernel/version': '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)',
    'boot/config-6.1.0-18-amd64': '# CONFIG_HZ_100 is not set\nCONFIG_HZ_250=y\nCONFIG_HZ=250',
    'proc/meminfo': 'MemTotal:     1056000000 kB',
    'proc/self/status': status('0-255'),
    'proc/self/auxv': auxv(4096),
    'proc/self/cgroup': '0::/system.slice/ssh.service',
    'sys/class/dmi/id/sys_vendor': 'Dell Inc.',
    'sys/class/dmi/id/product_name': 'PowerEdge R7525',
    [`${CLOCK}/current_clocksource`]: 'tsc',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'performance',
    'sys/devices/system/cpu/cpu1/cpufreq/scaling_governor': 'schedutil',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_driver': 'acpi-cpufreq',
    'sys/devices/system/cpu/cpufreq/boost': '1',
    'sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages': '0',
    'sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages': '0',
    ...topologyFiles({
      cpus: 256,
      core: (cpu) => (cpu % 128) % 64,
      socket: (cpu) => half(64)(cpu % 128),
      caches: [
        { level: 1, type: 'Data', size: '32K', shares: (cpu) => cpu % 128 },
        { level: 3, type: 'Unified', size: '32768K', shares: (cpu) => half(8)(cpu % 128) },
      ],
      nodes: [
        { cpus: '0-63,128-191', memoryKb: 528_000_000, distance: '10 32 14' },
        { cpus: '64-127,192-255', memoryKb: 528_000_000, distance: '32 10 28' },
        { cpus: '', memoryKb: 0, distance: '14 28 10' },
      ],
    }),
  },
};

/** Single-board computer that prints its serial number into /proc/cpuinfo; no firmware tables. */
const raspberryPi: PlantedMachine = {
  host: hostFacts({ machine: 'aarch64' }),
  files: {
    'proc/cpuinfo': `${[0, 1, 2, 3]
      .map(
        (cpu) => `processor\t: ${cpu}
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm crc32 cpuid
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x0
CPU part\t: 0xd08
CPU revision\t: 3
`,
      )
      .join('\n')}
Revision\t: d03115
Serial\t\t: ${SECRETS.boardSerial}
Model\t\t: Raspberry Pi 4 Model B Rev 1.5`,
    'proc/sys/kernel/osrelease': '6.6.20+rpt-rpi-v8',
    'proc/sys/kernel/version': '#1 SMP PREEMPT Debian 1:6.6.20-1+rpt1 (2024-03-07)',
    'proc/meminfo': 'MemTotal:        3884000 kB',
    'proc/self/status': status('0-3'),
    'proc/self/auxv': auxv(4096),
    'proc/self/cgroup': '0::/user.slice',
    'proc/device-tree/serial-number': SECRETS.boardSerial,
    [`${CLOCK}/current_clocksource`]: 'arch_sys_counter',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'ondemand',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_driver': 'cpufreq-dt',
    ...topologyFiles({ cpus: 4, core: (cpu) => cpu }),
  },
};

/** Container with half a CPU on an eight-CPU host: one CPU of the mask is offline. */
const container: PlantedMachine = {
  host: hostFacts(),
  files: {
    '.dockerenv': '',
    'proc/cpuinfo': cpuinfo(
      8,
      {
        vendor_id: 'AuthenticAMD',
        'cpu family': '23',
        model: '49',
        'model name': `AMD EPYC 7B12 ${SECRETS.hostName}`,
        stepping: '0',
      },
      `${MODERN_FLAGS} hypervisor`,
    ),
    'proc/sys/kernel/osrelease': '5.15.0-1054-gke',
    'proc/meminfo': 'MemTotal:       32878000 kB',
    'proc/self/status': status('3,5', 2),
    'proc/self/cgroup': `0::/kubepods/pod${SECRETS.uuid}/${SECRETS.machineId}`,
    [`sys/fs/cgroup/kubepods/pod${SECRETS.uuid}/${SECRETS.machineId}/cpu.max`]: 'max 100000',
    [`sys/fs/cgroup/kubepods/pod${SECRETS.uuid}/cpu.max`]: '50000 100000',
    'sys/fs/cgroup/kubepods/cpu.max': '400000 100000',
    'sys/class/dmi/id/sys_vendor': 'Google',
    'sys/class/dmi/id/product_name': 'Google Compute Engine',
    [`${CLOCK}/current_clocksource`]: 'tsc',
    ...topologyFiles({
      cpus: 8,
      offline: [5],
      core: (cpu) => Math.floor(cpu / 2),
      caches: [{ level: 3, type: 'Unified', size: '16384K', shares: half(4) }],
    }),
  },
};

/** Xen guest of an older cloud, control groups of version 1. */
const xenGuest: PlantedMachine = {
  host: hostFacts(),
  files: {
    'proc/cpuinfo': cpuinfo(
      2,
      {
        vendor_id: 'GenuineIntel',
        'cpu family': '6',
        model: '62',
        'model name': 'Intel(R) Xeon(R) CPU E5-2670 v2 @ 2.50GHz',
        stepping: '4',
        microcode: '0x42c',
      },
      'fpu tsc sse2 hypervisor',
    ),
    'proc/sys/kernel/osrelease': '4.14.336-253.554.amzn2.x86_64',
    'proc/meminfo': 'MemTotal:        7665000 kB',
    'proc/self/status': status('0-1'),
    'proc/self/cgroup': '4:cpu,cpuacct:/user.slice\n1:name=systemd:/user.slice',
    'sys/fs/cgroup/cpu,cpuacct/user.slice/cpu.cfs_quota_us': '150000',
    'sys/fs/cgroup/cpu,cpuacct/user.slice/cpu.cfs_period_us': '100000',
    'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1',
    'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000',
    'sys/hypervisor/type': 'xen',
    'sys/hypervisor/uuid': SECRETS.uuid,
    'sys/class/dmi/id/sys_vendor': 'Xen',
    'sys/class/dmi/id/product_name': 'HVM domU',
    [`${CLOCK}/current_clocksource`]: 'xen',
    [`${CLOCK}/available_clocksource`]: 'xen tsc hpet acpi_pm',
    ...topologyFiles({ cpus: 2, core: () => 0 }),
  },
};

/** VMware guest whose hypervisor hides its flag: firmware still tells. */
const vmwareGuest: PlantedMachine = {
  host: hostFacts(),
  files: {
    'proc/cpuinfo': cpuinfo(
      4,
      {
        vendor_id: 'GenuineIntel',
        'cpu family': '6',
        model: '85',
        'model name': 'Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz',
        stepping: '4',
      },
      MODERN_FLAGS,
    ),
    'proc/sys/kernel/osrelease': '4.18.0-553.el8_10.x86_64',
    'proc/self/status': status('0-3'),
    'proc/self/cgroup': '0::/',
    'sys/class/dmi/id/sys_vendor': 'VMware, Inc.',
    'sys/class/dmi/id/product_name': 'VMware Virtual Platform',
    [`${CLOCK}/current_clocksource`]: 'tsc',
    ...topologyFiles({ cpus: 4, core: (cpu) => cpu, socket: half(2) }),
  },
};

/** VirtualBox guest with one CPU. */
const virtualBoxGuest: PlantedMachine = {
  host: hostFacts(),
  files: {
    'proc/cpuinfo': cpuinfo(
      1,
      {
        vendor_id: 'AuthenticAMD',
        'cpu family': '25',
        model: '33',
        'model name': 'AMD Ryzen 9 5950X 16-Core Processor',
        stepping: '0',
      },
      `${MODERN_FLAGS} hypervisor`,
    ),
    'proc/sys/kernel/osrelease': '5.15.0-91-generic',
    'proc/self/status': status('0'),
    'proc/self/cgroup': '0::/user.slice',
    'sys/class/dmi/id/sys_vendor': 'innotek GmbH',
    'sys/class/dmi/id/product_name': 'VirtualBox',
    [`${CLOCK}/current_clocksource`]: 'kvm-clock',
    [`${CLOCK}/available_clocksource`]: 'kvm-clock tsc',
    'sys/devices/system/cpu/smt/control': 'notimplemented',
    ...topologyFiles({ cpus: 1, core: () => 0 }),
  },
};

/** Rented arm64 machine, whole: the cloud's vendor without its hypervisor. */
const gravitonMetal: PlantedMachine = {
  host: hostFacts({ machine: 'aarch64' }),
  files: {
    'proc/cpuinfo':
      'processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1',
    'proc/sys/kernel/osrelease': '6.5.0-1014-aws',
    'proc/self/status': status('0-63'),
    'proc/self/auxv': auxv(65_536),
    'proc/self/cgroup': '0::/user.slice',
    'sys/class/dmi/id/sys_vendor': 'Amazon EC2',
    'sys/class/dmi/id/product_name': 'm6g.metal',
    [`${CLOCK}/current_clocksource`]: 'arch_sys_counter',
    ...topologyFiles({
      cpus: 64,
      core: (cpu) => cpu,
      caches: [
        { level: 2, type: 'Unified', size: '1024K', shares: (cpu) => cpu },
        { level: 3, type: 'Unified', size: '32768K', shares: () => 0 },
      ],
    }),
  },
};

/** The other Linux on Windows. */
const wsl: PlantedMachine = {
  host: hostFacts(),
  files: {
    'proc/cpuinfo': cpuinfo(
      2,
      { vendor_id: 'GenuineIntel', 'model name': 'Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz' },
      `${MODERN_FLAGS} hypervisor`,
    ),
    'proc/sys/kernel/osrelease': '5.15.133.1-microsoft-standard-WSL2',
    'proc/self/status': status('0-1'),
    [`${CLOCK}/current_clocksource`]: 'tsc',
    [`${CLOCK}/available_clocksource`]: 'tsc hyperv_clocksource_tsc_page acpi_pm',
    ...topologyFiles({ cpus: 2, core: () => 0 }),
  },
};

/** A sandbox that shows almost nothing of /sys. */
const gvisor: PlantedMachine = {
  host: hostFacts({ release: '4.4.0', cpuCount: 2, memoryBytes: 2 ** 31 }),
  files: {
    'proc/version': 'Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016',
    'proc/cpuinfo': cpuinfo(2, { vendor_id: 'GenuineIntel', 'model name': 'unknown' }, 'fpu'),
    'proc/self/status': 'Name:\tnode',
  },
};

/** Not Linux at all: what the runtime knows is all there is. */
const freebsd: PlantedMachine = {
  host: hostFacts({
    platform: 'freebsd',
    machine: 'amd64',
    release: `14.1-RELEASE-${SECRETS.hostName}`,
    cpuModel: 'AMD Ryzen 7 5800X 8-Core Processor',
    cpuCount: 16,
    memoryBytes: 33_000_000_000,
  }),
  files: {},
};

export const MACHINES = {
  kvmGuest,
  hybridLaptop,
  bigServer,
  raspberryPi,
  container,
  xenGuest,
  vmwareGuest,
  virtualBoxGuest,
  gravitonMetal,
  wsl,
  gvisor,
  freebsd,
} as const satisfies Record<string, PlantedMachine>;

export type MachineName = keyof typeof MACHINES;
