import { gzipSync } from 'node:zlib';
import { type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from '@ipc-bench/server/import/archive-limits';
import { readArchive } from '@ipc-bench/server/import/read-archive';
import { describe, expect, it } from 'vitest';
import { END_OF_TAR, stream, type TarEntry, tarEntry, tarFile } from '../../support/legacy-archive.js';

interface Read {
  rule: string | undefined;
  members: Map<string, string>;
}

async function read(archive: Uint8Array, limits: Partial<ArchiveLimits> = {}, pieceBytes?: number): Promise<Read> {
  const members = new Map<string, string>();
  const refusal = await readArchive(
    stream(archive, pieceBytes),
    ({ path }) => {
      let text = '';
      return {
        write: (chunk) => {
          text += chunk.toString('latin1');
        },
        end: () => members.set(path, text),
      };
    },
    { ...DEFAULT_ARCHIVE_LIMITS, ...limits },
  );
  return { rule: refusal?.rule, members };
}

const packed = (...entries: (TarEntry | Buffer)[]) => gzipSync(tarFile(entries));
const plain: TarEntry = { name: 'tmp/tmpx/logs/uname', content: 'Linux' };

/** A pax header that gives the next member these fields. */
function paxHeader(fields: Record<string, string>): Buffer {
  const records = Object.entries(fields).map(([key, value]) => {
    const body = ` ${key}=${value}\n`;
    const length = [1, 2, 3]
      .map((digits) => body.length + digits)
      .find((total) => String(total).length + body.length === total);
    return `${length}${body}`;
  });
  return tarEntry({ name: 'PaxHeader/x', type: 'x', content: records.join('') });
}

describe('reads', () => {
  it('members of any size whatever the pieces they arrive in', async () => {
    const content = 'x'.repeat(1500);
    const archive = packed(plain, { name: 'tmp/', type: '5' }, { name: 'a', content }, { name: 'empty' });
    for (const pieceBytes of [1, 7, 512, 65_536]) {
      const { rule, members } = await read(archive, {}, pieceBytes);
      expect(rule).toBeUndefined();
      expect([...members]).toEqual([
        ['tmp/tmpx/logs/uname', 'Linux'],
        ['a', content],
        ['empty', ''],
      ]);
    }
  });

  it('members that hold blocks of zeros', async () => {
    const content = `begin${'\0'.repeat(4096)}end`;
    expect((await read(packed({ name: 'zeros', content }))).members.get('zeros')).toBe(content);
  });

  it('names without their leading ./ and long names of both kinds', async () => {
    const long = `tmp/${'n'.repeat(150)}`;
    const gnu = tarEntry({ name: '././@LongLink', type: 'L', content: `${long}\0` });
    const { rule, members } = await read(
      packed({ name: './a', content: '1' }, gnu, { name: 'cut', content: '2' }, paxHeader({ path: `${long}p` }), {
        name: 'cut',
        content: '3',
      }),
    );
    expect(rule).toBeUndefined();
    expect([...members]).toEqual([
      ['a', '1'],
      [long, '2'],
      [`${long}p`, '3'],
    ]);
  });

  it('an archive without members as one', async () => {
    expect(await read(gzipSync(END_OF_TAR))).toEqual({ rule: undefined, members: new Map() });
  });

  it('an archive padded with zeros as tapes are', async () => {
    const archive = gzipSync(Buffer.concat([tarFile([plain]), Buffer.alloc(10_000)]));
    expect((await read(archive)).rule).toBeUndefined();
  });
});

describe('refuses', () => {
  const sound = packed(plain, { name: 'a', content: 'a'.repeat(5000) });
  const flipped = Buffer.from(sound);
  flipped[sound.length - 6] = (flipped[sound.length - 6] ?? 0) ^ 0xff;

  const hostile: [what: string, rule: string, archive: Uint8Array][] = [
    ['an empty file', 'not_gzip', Buffer.alloc(0)],
    ['text', 'not_gzip', Buffer.from('not an archive')],
    ['a tar file that is not compressed', 'not_gzip', tarFile([plain])],
    ['compressed text', 'not_tar', gzipSync('hello'.repeat(1000))],
    ['a compressed empty file', 'not_tar', gzipSync('')],
    ['an archive compressed twice', 'not_tar', gzipSync(sound)],
    ['a gzip stream cut short', 'truncated', sound.subarray(0, sound.length - 20)],
    ['a gzip trailer cut short', 'truncated', sound.subarray(0, sound.length - 3)],
    [
      'a tar archive cut inside a member',
      'truncated',
      gzipSync(tarFile([plain, { name: 'b', content: 'b'.repeat(900) }]).subarray(0, 1600)),
    ],
    ['a tar archive cut between members', 'truncated', gzipSync(tarEntry(plain))],
    ['a wrong checksum in the gzip trailer', 'damaged', flipped],
    [
      'a wrong checksum in a tar header',
      'damaged',
      packed(plain, Buffer.from(tarEntry({ name: 'b' })).fill(0x39, 148, 152)),
    ],
    ['a second gzip member', 'concatenated', Buffer.concat([sound, sound])],
    ['a second gzip member after an empty archive', 'concatenated', Buffer.concat([packed(), sound])],
    ['bytes after the gzip member', 'damaged', Buffer.concat([sound, Buffer.from('tail')])],
    ['zeros after the gzip member', 'concatenated', Buffer.concat([sound, Buffer.alloc(512)])],
    [
      'a second tar archive in the same gzip member',
      'concatenated',
      gzipSync(Buffer.concat([tarFile([plain]), tarFile([plain])])),
    ],
    [
      'an odd tail after the end of the archive',
      'concatenated',
      gzipSync(Buffer.concat([tarFile([plain]), Buffer.from('x')])),
    ],
    ['an absolute name', 'absolute_path', packed({ name: '/etc/passwd', content: 'x' })],
    [
      'an absolute name in a pax header',
      'absolute_path',
      packed(paxHeader({ path: '/etc/passwd' }), { name: 'harmless' }),
    ],
    ['a drive letter', 'absolute_path', packed({ name: 'C:\\logs\\uname' })],
    ['.. in a name', 'parent_path', packed({ name: 'tmp/../../logs/uname' })],
    ['.. at the end of a directory name', 'parent_path', packed({ name: 'tmp/..', type: '5' })],
    ['a symbolic link', 'link', packed({ name: 'a', type: '2', linkName: '/etc/passwd' })],
    ['a hard link', 'link', packed(plain, { name: 'a', type: '1', linkName: 'tmp/tmpx/logs/uname' })],
    ['a character device', 'device', packed({ name: 'null', type: '3' })],
    ['a block device', 'device', packed({ name: 'sda', type: '4' })],
    ['a FIFO', 'device', packed({ name: 'fifo', type: '6' })],
    ['an old GNU sparse file', 'sparse', packed({ name: 's', type: 'S', content: 'x' })],
    ['a pax sparse file', 'sparse', packed(paxHeader({ 'GNU.sparse.major': '1' }), { name: 's', content: 'x' })],
    ['a volume header', 'unsupported_member', packed({ name: 'v', type: 'V' })],
    ['a type nobody knows', 'unsupported_member', packed({ name: 'z', type: 'Z' })],
    [
      'a pax header larger than any name',
      'unsupported_member',
      packed({ name: 'x', type: 'x', content: 'x'.repeat(70_000) }, plain),
    ],
    ['a name that is not UTF-8', 'name_not_utf8', packed({ name: Buffer.from([0x61, 0xff, 0xfe]) })],
  ];

  it.each(hostile)('%s', async (_, rule, archive) => {
    for (const pieceBytes of [100, 65_536]) expect((await read(archive, {}, pieceBytes)).rule).toBe(rule);
  });

  it('a million members, soon', async () => {
    const entry = tarEntry({ name: 'e' });
    const archive = gzipSync(Buffer.concat([...Array.from({ length: 5001 }, () => entry), END_OF_TAR]));
    expect((await read(archive, { maxMembers: 5000, maxRatio: 2000 })).rule).toBe('too_many_members');
    expect((await read(archive, { maxMembers: 5001, maxRatio: 2000 })).rule).toBeUndefined();
  });

  it('a bomb by its ratio, by its size and by the declared size of one member', async () => {
    const bomb = packed({ name: 'bomb', content: Buffer.alloc(8 * 1024 * 1024) });
    expect((await read(bomb)).rule).toBe('ratio_too_high');
    expect((await read(bomb, { maxRatio: 2000, maxContentBytes: 1_000_000 })).rule).toBe('too_large');
    expect((await read(bomb, { maxRatio: 2000, maxMemberBytes: 1_000_000 })).rule).toBe('member_too_large');
    const declared = gzipSync(tarEntry({ name: 'huge', declaredSize: 2 ** 33 - 1 }));
    expect((await read(declared)).rule).toBe('member_too_large');
    expect((await read(sound, { maxCompressedBytes: 50 })).rule).toBe('too_large_compressed');
  });

  it('a file that cannot be read', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield sound.subarray(0, 10);
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    }
    expect((await readArchive(broken(), () => undefined))?.rule).toBe('unreadable');
  });
});
