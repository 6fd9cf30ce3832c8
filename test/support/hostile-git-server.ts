// A git server over smart HTTP that says whatever a test wants said. By default it speaks protocol version 2 properly.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

export interface ReceivedRequest {
  headers: IncomingMessage['headers'];
  body: string;
  /** Ids of `want` lines. */
  wants: string[];
}

export interface HostileAnswers {
  advertise?: Answer;
  listRefs?: Answer;
  fetch?: Answer;
}

export interface HostileServer {
  url: string;
  requests: ReceivedRequest[];
}

export const flush = '0000';

export function packetLine(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

/** `bytes` on side-band channel 1 (or another), in packets. */
export function sideBand(bytes: Uint8Array, channel = 1): Buffer {
  const packets: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 60_000) {
    packets.push(packetLine(Buffer.concat([Buffer.from([channel]), bytes.subarray(at, at + 60_000)])));
  }
  return Buffer.concat(packets);
}

/** A whole version 2 answer to `fetch`. */
export function packAnswer(pack: Uint8Array): Buffer {
  return Buffer.concat([packetLine('packfile\n'), sideBand(pack), Buffer.from(flush)]);
}

export function sendResult(response: ServerResponse, body: string | Uint8Array): void {
  response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' }).end(body);
}

export function sendAdvertisement(response: ServerResponse, body: string | Uint8Array): void {
  response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' }).end(body);
}

export const CAPABILITIES = ['version 2\n', 'agent=hostile\n', 'ls-refs\n', 'fetch=shallow filter\n'];

const proper: Required<HostileAnswers> = {
  advertise: (response) =>
    sendAdvertisement(response, Buffer.concat([...CAPABILITIES.map(packetLine), Buffer.from(flush)])),
  listRefs: (response) => sendResult(response, flush),
  fetch: (response) => sendResult(response, packetLine('ERR upload-pack: not our ref\n')),
};

/** Runs until the test has finished. */
export async function startHostileServer(answers: HostileAnswers): Promise<HostileServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('latin1');
    const wants = [...body.matchAll(/want ([0-9a-f]{40})/g)].map((match) => match[1] as string);
    const received = { headers: request.headers, body, wants };
    requests.push(received);
    const kind = request.method === 'GET' ? 'advertise' : body.includes('command=ls-refs') ? 'listRefs' : 'fetch';
    (answers[kind] ?? proper[kind])(response, received);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fork.git`, requests };
}
