// The greeting of protocol versions 0 and 1: `<id> <ref>\0<capabilities>`, then `<id> <ref>` lines, then a flush packet.
// Pushes still use it, and servers that know no version 2. https://git-scm.com/docs/gitprotocol-pack#_reference_discovery
import { type Packet, packetText } from './pkt-line.js';
import { GitError, type Oid, type RemoteRef } from './port.js';

export interface RefAdvertisement {
  refs: RemoteRef[];
  capabilities: Set<string>;
}

/** Reads the lines from `first` to the flush packet; throws `GitError`, code `protocol`, when it does not come. */
export async function readRefAdvertisement(
  first: Packet | undefined,
  packets: AsyncGenerator<Packet, void, void>,
): Promise<RefAdvertisement> {
  const refs = new Map<string, RemoteRef>();
  let capabilities: Set<string> | undefined;
  let packet = first;
  for (; packet !== 'flush'; packet = (await packets.next()).value ?? undefined) {
    if (packet === undefined) throw new GitError('protocol', 'the list of refs is cut off');
    if (typeof packet === 'string') throw new GitError('protocol', 'a delimiter inside of a list of refs');
    let line = packetText(packet);
    if (line === 'version 1') continue;
    const nul = line.indexOf('\0');
    if (capabilities === undefined) {
      capabilities = new Set(nul === -1 ? [] : line.slice(nul + 1).split(' '));
      if (nul !== -1) line = line.slice(0, nul);
    }
    if (line.startsWith('shallow ') || line.endsWith(' capabilities^{}') || line.endsWith('^{}')) continue;
    const ref = parseRefLine(line);
    if (ref.name.startsWith('refs/')) addRef(refs, ref);
  }
  return { refs: [...refs.values()], capabilities: capabilities ?? new Set() };
}

/** `<id> <name>`, with attributes after a further space ignored. Throws `GitError`, code `protocol`. */
export function parseRefLine(line: string): RemoteRef {
  const match = /^([0-9a-f]{40}) ([^\p{Cc} ]+)(?: |$)/u.exec(line);
  if (match === null) throw new GitError('protocol', 'a line that names no ref in a list of refs');
  return { oid: match[1] as Oid, name: match[2] as string };
}

/** A ref that is listed twice could be read in two ways, so it is an error. */
export function addRef(refs: Map<string, RemoteRef>, ref: RemoteRef): void {
  if (refs.has(ref.name)) throw new GitError('protocol', 'a ref is listed twice');
  refs.set(ref.name, ref);
}
