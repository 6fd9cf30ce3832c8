// Where the bytes of a member go.
import type { ArchiveMember, MemberSink } from './read-archive.js';
import { type Refusal, refuse } from './refusal.js';

/** Gathers one member as text; a member over the cap is refused, since a run without it would not be the run. */
export function textSink(member: ArchiveMember, maxBytes: number, take: (text: string) => void): MemberSink | Refusal {
  if (member.sizeBytes > maxBytes) return refuse('member_too_large', `A log has more than ${maxBytes} bytes.`);
  const chunks: Buffer[] = [];
  return {
    write: (chunk) => chunks.push(chunk),
    end: () => take(Buffer.concat(chunks).toString('utf8')),
  };
}

/** For members that nobody reads. */
export function skippingSink(): MemberSink {
  return { write: () => {}, end: () => {} };
}
