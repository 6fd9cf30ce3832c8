// The tip of one branch elsewhere, without the contents of its files: building a commit on it needs trees only. Spoken
// directly, since isomorphic-git can neither filter nor fetch from a repository whose HEAD names no branch yet.
// https://git-scm.com/docs/protocol-v2
import fs from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import git from 'isomorphic-git';
import { RunnerError } from '../errors.js';
import { type HttpOptions, request, requireSuccess } from './http.js';
import { DELIMITER, FLUSH, formatPkt, parsePkts, pktText } from './pkt-line.js';

export interface Branch {
  url: string;
  /** Full name. */
  ref: string;
}

/** Brings commit and trees of the tip into the repository; `null` where there is no such branch. */
export async function fetchTip(gitdir: string, { url, ref }: Branch, options: HttpOptions): Promise<string | null> {
  const features = await readFeatures(url, options);
  const tip = await readTip(url, ref, options);
  if (tip === null) return null;
  const filter = features.includes('filter') ? [formatPkt('filter blob:none')] : [];
  const wishes = ['no-progress', 'ofs-delta', 'deepen 1', `want ${tip}`, 'done'].map(formatPkt);
  const answer = await post(url, [formatPkt('command=fetch'), DELIMITER, ...filter, ...wishes, FLUSH], options);
  await mkdir(join(gitdir, 'objects/pack'), { recursive: true });
  await writeFile(join(gitdir, 'objects/pack/pack-tip.pack'), packIn(answer));
  await git.indexPack({ fs, dir: gitdir, gitdir, filepath: 'objects/pack/pack-tip.pack' });
  await writeFile(join(gitdir, 'shallow'), `${tip}\n`);
  return tip;
}

/** What the server's `fetch` can do. Throws `unreachable` where it does not speak version 2 of git's protocol. */
async function readFeatures(url: string, options: HttpOptions): Promise<string[]> {
  const headers = { 'git-protocol': 'version=2' };
  const response = await request({ url: `${url}/info/refs?service=git-upload-pack`, headers }, options);
  requireSuccess(response.status);
  const lines = linesOf(new Uint8Array(await response.arrayBuffer()));
  if (!lines.includes('version 2'))
    throw new RunnerError('unreachable', 'No git repository of version 2 of the protocol is there.');
  return (
    lines
      .find((line) => line.startsWith('fetch='))
      ?.slice('fetch='.length)
      .split(' ') ?? []
  );
}

async function readTip(url: string, ref: string, options: HttpOptions): Promise<string | null> {
  const answer = await post(
    url,
    [formatPkt('command=ls-refs'), DELIMITER, formatPkt(`ref-prefix ${ref}`), FLUSH],
    options,
  );
  const line = linesOf(answer).find((entry) => entry.split(' ')[1] === ref);
  return line?.split(' ')[0] ?? null;
}

async function post(url: string, parts: readonly string[], options: HttpOptions): Promise<Uint8Array> {
  const headers = {
    'git-protocol': 'version=2',
    'content-type': 'application/x-git-upload-pack-request',
    accept: 'application/x-git-upload-pack-result',
  };
  const sent = { url: `${url}/git-upload-pack`, method: 'POST', headers, body: parts.join('') };
  const response = await request(sent, options);
  requireSuccess(response.status);
  return new Uint8Array(await response.arrayBuffer());
}

function pktsOf(bytes: Uint8Array): (Uint8Array | null)[] {
  try {
    return [...parsePkts(bytes)];
  } catch (error) {
    throw new RunnerError('unreachable', 'There is no git repository at that URL.', { cause: error });
  }
}

function linesOf(bytes: Uint8Array): string[] {
  return pktsOf(bytes).flatMap((payload) => (payload === null ? [] : [pktText(payload)]));
}

/** The pack in the answer's last section: band 1 holds it, band 3 an error. */
function packIn(answer: Uint8Array): Uint8Array {
  const pkts = pktsOf(answer);
  const start = pkts.findIndex((payload) => payload !== null && pktText(payload) === 'packfile');
  const bands = (start < 0 ? [] : pkts.slice(start + 1)).filter((payload) => payload !== null);
  const failed = bands.find(([band]) => band === 3);
  if (failed || bands.length === 0)
    throw new RunnerError('unreachable', failed ? pktText(failed.subarray(1)) : 'It sent no objects.');
  return Buffer.concat(bands.filter(([band]) => band === 1).map((payload) => payload.subarray(1)));
}
