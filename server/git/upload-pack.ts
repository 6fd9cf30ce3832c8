// The fetching side of git's protocol: version 2 where the server speaks it, else version 0/1. No `have` lines are ever
// sent (with them a server may leave out what we never took), and thin packs are never asked for.
// https://git-scm.com/docs/gitprotocol-v2, https://git-scm.com/docs/gitprotocol-pack
import type { Conversation } from './conversation.js';
import { DELIMITER, expectEnd, FLUSH, type Packet, packetText, pktLine, readPackets } from './pkt-line.js';
import { GitError, type Oid, type RemoteRef } from './port.js';
import { addRef, parseRefLine, type RefAdvertisement, readRefAdvertisement } from './ref-advertisement.js';
import { readSideBand } from './side-band.js';

const SERVICE = 'git-upload-pack';

/**
 * What the server said when greeted. `anyWant`: objects may be asked for by id, not only tips; so in version 2 always.
 */
export type Greeting =
  | { version: 2; filter: boolean; anyWant: true }
  | ({ version: 0; filter: boolean; anyWant: boolean } & RefAdvertisement);

export interface FetchRequest {
  wants: readonly Oid[];
  /** Commits are wanted without their parents. */
  shallow: boolean;
  /** Sent only where the server knows filters. https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filter */
  filter?: 'blob:none' | 'tree:0';
  /** Byte budget of the answer, if smaller than the conversation's own. */
  responseBytes?: number | undefined;
}

export async function greet(conversation: Conversation): Promise<Greeting> {
  const packets = readPackets(conversation.advertise(SERVICE));
  let first = (await packets.next()).value ?? undefined;
  if (isText(first) && packetText(first) === `# service=${SERVICE}`) {
    await packets.next();
    first = (await packets.next()).value ?? undefined;
  }
  if (isText(first) && packetText(first) === 'version 2') return readCapabilities(packets);
  const advertisement = await readRefAdvertisement(first, packets);
  await expectEnd(packets);
  const can = (name: string) => advertisement.capabilities.has(name);
  const anyWant = can('allow-reachable-sha1-in-want') || can('allow-any-sha1-in-want');
  // A filter is of no use where what it left out cannot be asked for.
  return { version: 0, filter: anyWant && can('filter'), anyWant, ...advertisement };
}

function isText(packet: Packet | undefined): packet is Buffer {
  return packet !== undefined && typeof packet !== 'string';
}

async function readCapabilities(packets: AsyncGenerator<Packet, void, void>): Promise<Greeting> {
  const capabilities = new Map<string, string>();
  for (;;) {
    const { value: packet, done } = await packets.next();
    if (packet === 'flush') break;
    if (done === true || !isText(packet)) throw new GitError('protocol', 'the list of capabilities is cut off');
    const [name, value = ''] = packetText(packet).split('=', 2) as [string, string?];
    capabilities.set(name, value);
  }
  await expectEnd(packets);
  if ((capabilities.get('object-format') ?? 'sha1') !== 'sha1') {
    throw new GitError('protocol', 'the repository does not use SHA-1');
  }
  const fetch = capabilities.get('fetch');
  if (fetch === undefined) throw new GitError('protocol', 'the server offers no fetch');
  return { version: 2, anyWant: true, filter: fetch.split(' ').includes('filter') };
}

/** Refs under any of the prefixes. A list that does not end as it should is an error, never short. */
export async function listRefs(
  conversation: Conversation,
  greeting: Greeting,
  prefixes: readonly string[],
): Promise<RemoteRef[]> {
  const isWanted = ({ name }: RemoteRef) => prefixes.some((prefix) => name.startsWith(prefix));
  if (greeting.version === 0) return greeting.refs.filter(isWanted);
  const request = [
    ...[pktLine('command=ls-refs\n'), pktLine('object-format=sha1\n'), DELIMITER],
    ...prefixes.map((prefix) => pktLine(`ref-prefix ${prefix}\n`)),
    FLUSH,
  ];
  const refs = new Map<string, RemoteRef>();
  const packets = readPackets(conversation.request(SERVICE, [Buffer.concat(request)]));
  for (;;) {
    const { value: packet, done } = await packets.next();
    if (done === true) throw new GitError('protocol', 'the list of refs is cut off');
    if (packet === 'flush') break;
    if (!isText(packet)) throw new GitError('protocol', 'a delimiter inside of a list of refs');
    const ref = parseRefLine(packetText(packet));
    if (isWanted(ref)) addRef(refs, ref);
  }
  await expectEnd(packets);
  return [...refs.values()];
}

/** Asks for objects and yields the bytes of the pack that comes. */
export async function* fetchPack(
  conversation: Conversation,
  greeting: Greeting,
  request: FetchRequest,
): AsyncGenerator<Buffer, void, void> {
  const body = greeting.version === 2 ? fetchRequestV2(request, greeting.filter) : fetchRequestV0(request, greeting);
  const packets = readPackets(conversation.request(SERVICE, [body], { responseBytes: request.responseBytes }));
  if (greeting.version === 2) await skipToPackV2(packets);
  else await skipToPackV0(packets, request.shallow);
  yield* readSideBand(packets);
}

function fetchRequestV2({ wants, shallow, filter }: FetchRequest, canFilter: boolean): Buffer {
  return Buffer.concat([
    ...[pktLine('command=fetch'), pktLine('object-format=sha1'), DELIMITER],
    ...[pktLine('ofs-delta'), pktLine('no-progress')],
    ...wants.map((oid) => pktLine(`want ${oid}\n`)),
    ...(shallow ? [pktLine('deepen 1\n')] : []),
    ...(canFilter && filter !== undefined ? [pktLine(`filter ${filter}\n`)] : []),
    ...[pktLine('done\n'), FLUSH],
  ]);
}

function fetchRequestV0({ wants, shallow, filter }: FetchRequest, { capabilities }: RefAdvertisement): Buffer {
  if (!capabilities.has('side-band-64k')) throw new GitError('protocol', 'the server knows no side-band-64k');
  const asked = ['side-band-64k', 'ofs-delta', 'no-progress', ...(filter === undefined ? [] : ['filter'])];
  const offered = asked.filter((name) => capabilities.has(name));
  if (shallow && capabilities.has('shallow')) offered.push('shallow');
  return Buffer.concat([
    ...wants.map((oid, at) => pktLine(`want ${oid}${at === 0 ? ` ${offered.join(' ')}` : ''}\n`)),
    ...(offered.includes('shallow') ? [pktLine('deepen 1\n')] : []),
    ...(filter !== undefined && offered.includes('filter') ? [pktLine(`filter ${filter}\n`)] : []),
    ...[FLUSH, pktLine('done\n')],
  ]);
}

/** Sections before `packfile` (which commits are shallow) say nothing that we did not ask for. */
async function skipToPackV2(packets: AsyncGenerator<Packet, void, void>): Promise<void> {
  for (;;) {
    const { value: packet, done } = await packets.next();
    if (done === true || packet === 'flush') throw new GitError('protocol', 'the answer holds no pack');
    if (isText(packet) && packetText(packet) === 'packfile') return;
  }
}

/** `shallow` lines and a flush packet where the request was shallow, then `NAK`. */
async function skipToPackV0(packets: AsyncGenerator<Packet, void, void>, shallow: boolean): Promise<void> {
  for (;;) {
    const { value: packet, done } = await packets.next();
    if (done === true || (packet === 'flush' && !shallow)) throw new GitError('protocol', 'the answer holds no pack');
    if (isText(packet) && packetText(packet) === 'NAK') return;
  }
}
