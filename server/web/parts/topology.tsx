// What sits together on a machine, as nested lists: sockets, NUMA nodes, caches, cores and the CPUs in them.
import type { Machine } from '@ipc-bench/schema/document';
import { byNeighbourhood, type CpuPlace, cpuPlaces } from '../core-relations.js';
import { formatBytes } from '../quantity.js';

export function Topology({ machine }: { machine: Machine }) {
  const { cpu_number, caches, nodes, allowed_cpus } = machine.topology;
  if (!cpu_number || cpu_number.length < 2) return null;
  const places = cpuPlaces(machine, cpu_number).sort(byNeighbourhood);
  if (places.every(({ socket }) => socket === null)) return null;
  const shared = (caches ?? []).filter(({ type }) => type !== 'instruction');
  const last = shared.find(({ level }) => level === Math.max(...shared.map((cache) => cache.level)));
  const cacheName = last ? `L${last.level} ${formatBytes(last.size_bytes)}` : 'cache not known';
  const distances = (nodes ?? []).flatMap(({ distance }) => distance ?? []);
  return (
    <section aria-labelledby="topology">
      <h2 id="topology">Topology</h2>
      <ul class="topology">
        {group(places, 'socket').map(([socket, inSocket]) => (
          <li key={socket} class="topology-box">
            <span class="topology-name">{socket === null ? 'socket not known' : `socket ${socket}`}</span>
            <ul class="topology">
              {group(inSocket, 'node').map(([node, inNode]) => (
                <li key={node} class="topology-box">
                  <span class="topology-name">{node === null ? 'NUMA node not known' : `NUMA node ${node}`}</span>
                  <ul class="topology">
                    {group(inNode, 'llc').map(([llc, inCache]) => (
                      <li key={llc} class="topology-box">
                        <span class="topology-name">{cacheName}</span>
                        <ul class="topology">
                          {group(inCache, 'core').map(([core, inCore]) => (
                            <li key={core} class="topology-core" title={core === null ? undefined : `core ${core}`}>
                              {inCore.map(({ cpu }) => cpu).join(' ')}
                            </li>
                          ))}
                        </ul>
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <p class="note">
        Each small box is a core with its CPU numbers
        {machine.topology.evidence === 'guest_reported' ? '; in a guest this is what the hypervisor says' : ''}.
        {distances.length > 1 && ` NUMA distances from ${Math.min(...distances)} to ${Math.max(...distances)}.`}
        {allowed_cpus &&
          allowed_cpus.length < places.length &&
          ` This run could use CPUs ${allowed_cpus.join(', ')} only.`}
      </p>
    </section>
  );
}

function group(places: readonly CpuPlace[], level: 'socket' | 'node' | 'llc' | 'core') {
  return [...Map.groupBy(places, (place) => place[level])];
}
