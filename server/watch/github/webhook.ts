// A webhook delivery says: look here soon. Nothing in it is believed beyond the number of a repository that we watch
// anyway, so the worst a forged delivery could do is one look too many; it must be signed all the same.
// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RepositoryKey } from './forge.js';
import type { ReplayMemory } from './replay-memory.js';

export interface Delivery {
  /** By lower-case name, as node:http gives them. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as it came, not parsed and not decoded. */
  body: Uint8Array;
}

export interface WebhookOptions {
  /** `Forge.name` of the forge that sends to this place. */
  forge: string;
  /** The current secret and, while it is being replaced, the other one. */
  secrets: readonly string[];
  replays: ReplayMemory;
  /** Whether a repository is watched. */
  isKnown: (key: RepositoryKey) => boolean;
  nowMs: number;
}

/** What to answer (`status`), and where to look. */
export type WebhookOutcome =
  | { kind: 'hint'; status: 202; repositories: RepositoryKey[] }
  | { kind: 'pong'; status: 200 }
  | { kind: 'ignored'; status: 200; reason: 'event' | 'unknown_repository' | 'replay' }
  | { kind: 'refused'; status: 400 | 401; reason: 'unsigned' | 'wrong_signature' | 'malformed' };

/** Events after which a fork may hold something new, or may be found under another name. */
const EVENTS: ReadonlySet<string> = new Set([
  'push',
  'create',
  'delete',
  'fork',
  'repository',
  'public',
  'pull_request',
  'ping',
]);

/** Reads one delivery; changes nothing but `replays`. Never throws for anything that a stranger can send. */
export function readWebhook(delivery: Delivery, options: WebhookOptions): WebhookOutcome {
  const { forge, secrets, replays, isKnown, nowMs } = options;
  const { body } = delivery;
  const signature = /^sha256=([0-9a-f]{64})$/i.exec(header(delivery, 'x-hub-signature-256'))?.[1];
  if (signature === undefined) return { kind: 'refused', status: 401, reason: 'unsigned' };
  if (!isSigned(body, signature, secrets)) return { kind: 'refused', status: 401, reason: 'wrong_signature' };

  const event = header(delivery, 'x-github-event');
  if (!EVENTS.has(event)) return { kind: 'ignored', status: 200, reason: 'event' };
  const payload = parsePayload(delivery);
  if (payload === null) return { kind: 'refused', status: 400, reason: 'malformed' };
  if (event === 'ping') return { kind: 'pong', status: 200 };

  const repositories = repositoryIds(payload)
    .map((id) => ({ forge, id }))
    .filter(isKnown);
  if (repositories.length === 0) return { kind: 'ignored', status: 200, reason: 'unknown_repository' };
  const hash = createHash('sha256').update(body).digest('base64');
  if (!replays.isNew(hash, nowMs)) return { kind: 'ignored', status: 200, reason: 'replay' };
  return { kind: 'hint', status: 202, repositories };
}

/** Every secret is tried, so that time tells nothing about which one fits. */
function isSigned(body: Uint8Array, signature: string, secrets: readonly string[]): boolean {
  const claimed = Buffer.from(signature, 'hex');
  let isValid = false;
  for (const secret of secrets) {
    // An empty secret signs nothing: anybody could use it.
    if (secret === '') continue;
    const expected = createHmac('sha256', secret).update(body).digest();
    if (timingSafeEqual(expected, claimed)) isValid = true;
  }
  return isValid;
}

function header({ headers }: Delivery, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** The payload as JSON or, where the hook is set up so, as a form with one field. */
function parsePayload(delivery: Delivery): object | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(delivery.body);
    const isForm = header(delivery, 'content-type').startsWith('application/x-www-form-urlencoded');
    const value: unknown = JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The repository it happened in, and the fork that a pull request comes from. */
function repositoryIds(payload: object): number[] {
  const places = [
    ['repository', 'id'],
    ['pull_request', 'head', 'repo', 'id'],
  ];
  const ids = places.map((path) => path.reduce<unknown>(member, payload)).filter((id) => Number.isSafeInteger(id));
  return [...new Set(ids as number[])];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
