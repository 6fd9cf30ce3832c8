// Streaming reader of hostile tar+gzip: one gzip member holding one tar archive of plain files and directories, or a
// refusal. Nothing is ever written to disk and no member is held here: each goes, chunk by chunk, to the sink that the caller
// opens for it. The caller must throw away what its sinks gathered when the answer is a refusal, because some damage (a wrong
// checksum, a second archive) shows only at the end.
import { Parser, type ReadEntry } from 'tar';
import { type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from './archive-limits.js';
import { gunzipArchive } from './gunzip-archive.js';
import { type Refusal, type RefusalRule, refuse } from './refusal.js';

export interface ArchiveMember {
  /** Name inside the archive, relative, without a leading `./`. */
  path: string;
  sizeBytes: number;
  /** Modification time in whole seconds since 1970 UTC; undefined where the header holds none that makes sense. */
  modifiedS: number | undefined;
}

/** Takes one member's bytes, in order. */
export interface MemberSink {
  write(chunk: Buffer): void;
  end(): void;
}

/** Called once per file; undefined skips its bytes, a refusal ends the archive. */
export type OpenMember = (member: ArchiveMember) => MemberSink | Refusal | undefined;

/** Reads one archive to its end; answers with the first refusal, or undefined when all of it was sound. */
export async function readArchive(
  source: AsyncIterable<Uint8Array>,
  open: OpenMember,
  limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS,
): Promise<Refusal | undefined> {
  const tar = new TarReader(open, limits);
  return (await gunzipArchive(source, limits, (chunk) => tar.write(chunk))) ?? tar.end();
}

const BLOCK = 512;
const ZERO_BLOCK = Buffer.alloc(BLOCK);
const MAX_META_BYTES = 64 * 1024;

/** The tar layer: node-tar's parser behind our own refusals, fed so that bytes after the end marker never reach it. */
class TarReader {
  readonly #open: OpenMember;
  readonly #limits: ArchiveLimits;
  readonly #parser = new Parser({ brotli: false, zstd: false, maxMetaEntrySize: MAX_META_BYTES });
  #refusal: Refusal | undefined;
  #members = 0;
  #started = false;
  #sawEnd = false;
  #carry: Buffer = Buffer.alloc(0);

  constructor(open: OpenMember, limits: ArchiveLimits) {
    this.#open = open;
    this.#limits = limits;
    const parser = this.#parser;
    parser.on('entry', (entry: ReadEntry) => this.#takeEntry(entry));
    parser.on('ignoredEntry', (entry: ReadEntry) => this.#refuseType(entry.type));
    parser.on('meta', (text: string) => {
      if (text.includes('GNU.sparse.')) this.#refuse('sparse', 'A member is stored as a sparse file.');
    });
    parser.on('eof', () => {
      this.#sawEnd = true;
    });
    const damaged = () => this.#refuse(this.#members > 0 ? 'damaged' : 'not_tar', 'A tar header is not valid.');
    parser.on('warn', damaged);
    parser.on('error', damaged);
  }

  write(chunk: Buffer): Refusal | undefined {
    const data = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    const whole = data.length - (data.length % BLOCK);
    // Zero blocks are fed one by one: two of them end the archive, and what follows must be looked at here.
    let start = 0;
    for (let at = 0; at < whole && !this.#refusal; at += BLOCK) {
      if (data[at] !== 0 || !ZERO_BLOCK.equals(data.subarray(at, at + BLOCK))) {
        if (this.#sawEnd) this.#refuse('concatenated', 'More data follows the end of the tar archive.');
        continue;
      }
      this.#feed(data.subarray(start, at));
      this.#feed(data.subarray(at, at + BLOCK));
      start = at + BLOCK;
    }
    this.#feed(data.subarray(start, whole));
    this.#carry = Buffer.from(data.subarray(whole));
    return this.#refusal;
  }

  end(): Refusal | undefined {
    if (this.#refusal) return this.#refusal;
    if (!this.#sawEnd) {
      return this.#members > 0
        ? refuse('truncated', 'The tar archive has no end marker.')
        : refuse('not_tar', 'The gzip file holds no tar archive.');
    }
    if (this.#carry.some((byte) => byte !== 0)) {
      return refuse('concatenated', 'More data follows the end of the tar archive.');
    }
    return undefined;
  }

  #feed(blocks: Buffer): void {
    if (blocks.length === 0 || this.#sawEnd || this.#refusal) return;
    if (!this.#started && blocks.readUInt16BE() === 0x1f8b) {
      this.#refuse('not_tar', 'The archive is compressed twice.'); // the parser would inflate it, outside our caps
      return;
    }
    this.#started = true;
    this.#parser.write(blocks);
  }

  #takeEntry(entry: ReadEntry): void {
    const sink = this.#openEntry(entry);
    entry.on('data', (chunk: Buffer) => {
      if (!this.#refusal) sink?.write(chunk);
    });
    entry.on('end', () => {
      if (!this.#refusal) sink?.end();
    });
  }

  #openEntry(entry: ReadEntry): MemberSink | undefined {
    if (this.#refusal) return undefined;
    this.#members++;
    if (this.#members > this.#limits.maxMembers) {
      this.#refuse('too_many_members', `More than ${this.#limits.maxMembers} members.`);
      return undefined;
    }
    if (!this.#checkName(entry.path)) return undefined;
    if (entry.type === 'Directory') return undefined;
    if (entry.type !== 'File' && entry.type !== 'OldFile' && entry.type !== 'ContiguousFile') {
      this.#refuseType(entry.type);
      return undefined;
    }
    if (entry.size > this.#limits.maxMemberBytes) {
      this.#refuse('member_too_large', `A member has more than ${this.#limits.maxMemberBytes} bytes.`);
      return undefined;
    }
    const opened = this.#open({
      path: entry.path.replace(/^(?:\.\/+)+/, ''),
      sizeBytes: entry.size,
      modifiedS: wholeSeconds(entry.mtime),
    });
    if (opened !== undefined && 'rule' in opened) {
      this.#refusal = opened;
      return undefined;
    }
    return opened;
  }

  #checkName(path: string): boolean {
    if (path.includes('\uFFFD')) this.#refuse('name_not_utf8', 'A member name is not valid UTF-8.');
    else if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) this.#refuse('absolute_path', 'A member has an absolute name.');
    else if (/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path)) this.#refuse('parent_path', 'A member name contains `..`.');
    return this.#refusal === undefined;
  }

  #refuseType(type: string): void {
    if (/Link$/.test(type)) this.#refuse('link', 'A member is a link.');
    else if (/Device$|^FIFO$/.test(type)) this.#refuse('device', 'A member is a device or a FIFO.');
    else if (type === 'SparseFile') this.#refuse('sparse', 'A member is stored as a sparse file.');
    else this.#refuse('unsupported_member', 'A member is neither a file nor a directory.');
  }

  #refuse(rule: RefusalRule, message: string): void {
    this.#refusal ??= refuse(rule, message);
  }
}

function wholeSeconds(date: Date | undefined): number | undefined {
  const seconds = Math.floor((date?.getTime() ?? Number.NaN) / 1000);
  return seconds > 0 ? seconds : undefined;
}
