// What a machine is made of, as one digest, and what counts once in statistics.
import { canonicalBytes, formatCanonical } from '@ipc-bench/schema/canonical-json';
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import type { Machine } from '@ipc-bench/schema/document';

/**
 * SHA-256 over CPU, topology counts, caches, memory class and virtualisation. Kernel, governor and the like are
 * conditions that change between runs of one machine, so they are not in it; CPU numbers are names, so neither are they.
 */
export function configurationDigest({ cpu, topology, memory, virtualisation }: Machine, { sha256 }: Cryptography) {
  const { vendor, name, family, model, stepping } = cpu;
  const { logical_cpus, sockets, cores, threads_per_core, nodes, caches } = topology;
  const cacheShapes = caches
    ?.map(({ level, type, size_bytes, shared_by }) => {
      const sharers = shared_by.map((cpus) => cpus.length).sort((a, b) => a - b);
      return formatCanonical({ level, type, size_bytes, sharers });
    })
    .sort();
  return sha256(
    canonicalBytes({
      cpu: { vendor, name, family, model, stepping },
      topology: { logical_cpus, sockets, cores, threads_per_core, nodes: nodes?.length, caches: cacheShapes },
      memory_class_bytes: memory.class_bytes,
      virtualisation: { verdict: virtualisation.verdict, technology: virtualisation.technology },
    }),
  );
}

/**
 * The unit of analysis: a key may be shared by a cluster or made anew for each run, so the key alone is no machine. All
 * imports without a key that share a configuration are one unit.
 */
export function analysisUnit(machineKey: string | null, configuration: string, { sha256 }: Cryptography): string {
  return sha256(canonicalBytes([machineKey, configuration]));
}
