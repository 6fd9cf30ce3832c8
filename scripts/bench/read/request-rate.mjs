// Requests per second of a server in its own process, and the CPU time it spends on each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const CONNECTIONS = 10;
/** Ticks of /proc/<pid>/stat in a second, on every Linux there is. */
const TICKS_PER_SECOND = 100;

/** Starts a server that prints its URL as its first line. */
export async function startServer(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return {
    url: String(line).trim().replace(/\/$/, ''),
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** `paths` are asked in turn, by each connection from another one on. Throws when an answer has another status than `expected`. */
export async function requestRate({ url, pid }, { paths, headers = {}, seconds, expected = 200 }) {
  const before = cpuSeconds(pid);
  const requests = paths.map((path) => ({ method: 'GET', path, headers }));
  let clients = 0;
  const setupClient = (client) => {
    const start = Math.floor((clients++ * requests.length) / CONNECTIONS);
    client.setRequests([...requests.slice(start), ...requests.slice(0, start)]);
  };
  const settings = { url, connections: CONNECTIONS, duration: seconds, requests, setupClient };
  const { requests: counts, statusCodeStats, errors } = await autocannon(settings);
  const statuses = Object.keys(statusCodeStats ?? {});
  if (errors > 0 || statuses.length !== 1 || statuses[0] !== String(expected))
    throw new Error(`${paths[0]}: ${errors} errors, statuses ${statuses.join(', ')}`);
  const cpu = (cpuSeconds(pid) - before) / counts.total;
  return { perSecond: counts.total / seconds, cpuMicroseconds: cpu * 1e6 };
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
