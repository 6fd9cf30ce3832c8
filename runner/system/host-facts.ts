import os from 'node:os';

/** What the runtime itself knows, where there is no /proc: the fallback, and the whole answer outside Linux. */
export interface HostFacts {
  /** `process.platform`. */
  platform: string;
  /** `uname -m`. */
  machine: string;
  /** `uname -r`. */
  release: string;
  cpuModel: string | null;
  cpuCount: number;
  memoryBytes: number;
}

export function readHostFacts(): HostFacts {
  const cpus = os.cpus();
  return {
    platform: process.platform,
    machine: os.machine(),
    release: os.release(),
    cpuModel: cpus[0]?.model ?? null,
    cpuCount: Math.max(1, cpus.length),
    memoryBytes: os.totalmem(),
  };
}
