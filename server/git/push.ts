// Pushes one branch: the ref's old and new id, then a pack of what the other side lacks. The other side moves the ref only
// if it still is at the old id. https://git-scm.com/docs/gitprotocol-pack#_pushing_data_to_a_server
import { type Conversation, openConversation } from './conversation.js';
import { listNewObjects } from './list-new-objects.js';
import type { ObjectStore } from './object-store.js';
import { expectEnd, FLUSH, type Packet, packetText, pktLine, readPackets, remoteError } from './pkt-line.js';
import { DEFAULT_REMOTE_LIMITS, GitError, type Oid, type RemoteOptions } from './port.js';
import { type RefAdvertisement, readRefAdvertisement } from './ref-advertisement.js';
import { checkRefName } from './ref-name.js';
import { readRef } from './refs.js';
import { streamPack } from './stream-pack.js';

const SERVICE = 'git-receive-pack';
const NONE = '0'.repeat(40);

export interface Push {
  url: string;
  ref: string;
  /** Where the ref must be on the other side; `null`: nowhere yet. */
  expected: Oid | null;
}

/** Throws `GitError`: `ref_moved`, or what a conversation may throw. */
export async function pushBranch(
  gitdir: string,
  store: ObjectStore,
  { url, ref, expected }: Push,
  options: RemoteOptions = {},
): Promise<void> {
  checkRefName(ref);
  const next = readRef(gitdir, ref);
  if (next === null) throw new GitError('object_missing', `there is no ${ref} to push`);
  const conversation = openConversation(url, { ...DEFAULT_REMOTE_LIMITS, ...options.limits }, options);
  const { refs, capabilities } = await greetReceiver(conversation);
  const there = refs.find(({ name }) => name === ref)?.oid ?? null;
  if (there !== expected) throw movedThere(ref);
  if (there === next) return;
  if (!capabilities.has('report-status')) throw new GitError('protocol', 'the other side does not report what it did');
  const command = pktLine(`${expected ?? NONE} ${next} ${ref}\0report-status\n`);
  const objects = listNewObjects(store, next, expected);
  const answer = conversation.request(SERVICE, streamPack(store, objects, Buffer.concat([command, FLUSH])));
  const refusal = await readReport(readPackets(answer), ref);
  if (refusal === undefined) return;
  const now = (await greetReceiver(conversation)).refs.find(({ name }) => name === ref)?.oid ?? null;
  // A request that was sent twice, because a connection broke, is refused the second time.
  if (now === next) return;
  throw now === expected ? remoteError(refusal) : movedThere(ref);
}

async function greetReceiver(conversation: Conversation): Promise<RefAdvertisement> {
  const packets = readPackets(conversation.advertise(SERVICE));
  let first: Packet | undefined = (await packets.next()).value ?? undefined;
  if (Buffer.isBuffer(first) && packetText(first) === `# service=${SERVICE}`) {
    await packets.next();
    first = (await packets.next()).value ?? undefined;
  }
  const advertisement = await readRefAdvertisement(first, packets);
  await expectEnd(packets);
  return advertisement;
}

/** `unpack ok`, then `ok <ref>` or `ng <ref> <reason>`: the reason, or `undefined` when all is well. */
async function readReport(packets: AsyncGenerator<Packet, void, void>, ref: string): Promise<string | undefined> {
  const lines: string[] = [];
  for await (const packet of packets) if (Buffer.isBuffer(packet)) lines.push(packetText(packet));
  if (lines[0] === 'unpack ok' && lines.includes(`ok ${ref}`)) return undefined;
  const refusal = lines.find((line) => line.startsWith(`ng ${ref} `));
  return refusal?.slice(`ng ${ref} `.length) ?? lines[0] ?? 'nothing about the push';
}

function movedThere(ref: string): GitError {
  return new GitError('ref_moved', `${ref} is not where it was expected on the other side`);
}
