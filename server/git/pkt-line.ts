// pkt-line, git's framing: four hex digits of length (themselves included), then that many bytes less four; 0000 is a
// flush packet, 0001 a delimiter, 0002 the end of a response. https://git-scm.com/docs/gitprotocol-common#_pkt_line_format
import { GitError } from './port.js';

export type Packet = Buffer | 'flush' | 'delimiter' | 'response-end';

/** Largest packet git sends, length digits included. */
const LARGEST = 65520;

/** Encodes one line of text. */
export function pktLine(text: string): Buffer {
  const size = Buffer.byteLength(text) + 4;
  if (size > LARGEST) throw new RangeError('too long for one packet');
  return Buffer.from(size.toString(16).padStart(4, '0') + text);
}

export const FLUSH = Buffer.from('0000');
export const DELIMITER = Buffer.from('0001');

/** Cuts a stream of bytes into packets. Throws `GitError`, code `protocol`, on anything that is not pkt-line. */
export class PktLineParser {
  /** What has arrived of the next packet; joined only when whole, so single bytes cost nothing more than themselves. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #needed = 4;

  /** The packets that `chunk` completes. They are views of it where possible. */
  push(chunk: Buffer): Packet[] {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes < this.#needed) return [];
    const bytes = this.#pending.length === 1 ? chunk : Buffer.concat(this.#pending, this.#pendingBytes);
    const packets: Packet[] = [];
    let at = 0;
    this.#needed = 4;
    while (bytes.length - at >= 4) {
      const size = packetSize(bytes, at);
      if (bytes.length - at < size) {
        this.#needed = size;
        break;
      }
      packets.push(packetAt(bytes, at, size));
      at += Math.max(size, 4);
    }
    const rest = bytes.subarray(at);
    this.#pending = rest.length === 0 ? [] : [rest];
    this.#pendingBytes = rest.length;
    return packets;
  }

  /** Throws unless the stream ended between two packets. */
  end(): void {
    if (this.#pendingBytes > 0) throw new GitError('protocol', 'the answer is cut off in the middle of a packet');
  }
}

function packetSize(bytes: Buffer, at: number): number {
  let size = 0;
  for (let digit = at; digit < at + 4; digit++) {
    const value = hexValue(bytes[digit] as number);
    if (value === -1) throw new GitError('protocol', 'the answer is not in pkt-line format');
    size = size * 16 + value;
  }
  if (size === 3 || size > LARGEST) throw new GitError('protocol', `a packet of impossible length ${size}`);
  return size;
}

function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

function packetAt(bytes: Buffer, at: number, size: number): Packet {
  if (size === 0) return 'flush';
  if (size === 1) return 'delimiter';
  if (size === 2) return 'response-end';
  return bytes.subarray(at + 4, at + size);
}

/** The packets of a response body; ends with it. */
export async function* readPackets(chunks: AsyncIterable<Buffer>): AsyncGenerator<Packet, void, void> {
  const parser = new PktLineParser();
  for await (const chunk of chunks) yield* parser.push(chunk);
  parser.end();
}

/** Reads to the end of the body, so that the connection can be used again. Throws when anything follows. */
export async function expectEnd(packets: AsyncGenerator<Packet, void, void>): Promise<void> {
  if ((await packets.next()).done !== true) throw new GitError('protocol', 'the answer goes on after its end');
}

/** A text packet without its line feed. Throws `GitError` where the other side reports an error (`ERR …`). */
export function packetText(packet: Buffer): string {
  const text = packet.toString('utf8').replace(/\n$/, '');
  if (text.startsWith('ERR ')) throw remoteError(text.slice(4));
  return text;
}

/** An error in the other side's words, made safe to print: strangers choose them. */
export function remoteError(words: string): GitError {
  const plain = words
    .slice(0, 200)
    .replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  const code = /not our ref|unadvertised object|missing object/.test(plain) ? 'object_missing' : 'protocol';
  return new GitError(code, `the other side says: ${plain}`);
}
