// Keeps us inside a forge's limits: never asks while the forge said to wait, waits what it says (by the forge's own clock,
// so ours may be wrong), tries failures again a few times. Short waits are slept and end at once when the signal is
// aborted; long ones are an error that says when to come back. Octokit's throttling and retry plugins know the same
// rules, but sleep where neither a signal nor a clock of ours reaches them.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
// https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api#exceeding-the-rate-limit
import type { Clock } from './clock.js';
import { ForgeError } from './forge-error.js';

/** Each has its own limit. */
export type Resource = 'core' | 'graphql';

export interface Answer {
  status: number;
  /** By lower-case name. */
  headers: Readonly<Record<string, unknown>>;
  /** Parsed JSON, or text where it was none. */
  data: unknown;
}

/** What one window (an hour) of a resource still holds. */
export interface Budget {
  limit: number;
  remaining: number;
  /** By our clock. */
  resetAtMs: number;
}

/** `waitMs` is `null` where the forge refused without saying for how long. */
export interface Refusal {
  kind: 'primary' | 'secondary';
  waitMs: number | null;
}

export interface RateLimiter {
  /**
   * Sends a request as soon as that is allowed, again where that makes sense, and returns its last answer, which may be a
   * failure. Throws `ForgeError`: `rate_limited` when the wait is too long, and what `request` threw last.
   */
  send(resource: Resource, request: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer>;
  /** As the forge last said; undefined before its first answer. */
  budget(resource: Resource): Budget | undefined;
}

const HOUR_MS = 3_600_000;
const SECONDARY_WAIT_MS = 60_000;
const RETRY_WAITS_MS = [1_000, 4_000];
const MAX_REFUSALS = 4;

/** `patienceMs`: the longest wait that is slept inside `send`. */
export function openRateLimiter({ clock, patienceMs = 120_000 }: { clock: Clock; patienceMs?: number }): RateLimiter {
  const budgets = new Map<Resource, Budget>();
  const blockedUntil = new Map<Resource | 'all', number>();
  let strikes = 0;

  function openAt(resource: Resource): number {
    return Math.max(blockedUntil.get(resource) ?? 0, blockedUntil.get('all') ?? 0);
  }

  async function standBy(resource: Resource, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    for (let until = openAt(resource); until > clock.now(); until = openAt(resource)) {
      if (until - clock.now() > patienceMs) throw tooLong(until);
      await clock.sleep(until - clock.now(), signal);
    }
  }

  /** Remembers what the answer says about limits; returns whether it is a refusal. */
  function note(resource: Resource, answer: Answer): boolean {
    const { budget, refusal } = readLimits(answer, clock.now());
    if (budget !== null) {
      budgets.set(resource, budget);
      if (budget.remaining === 0) blockedUntil.set(resource, budget.resetAtMs);
    }
    if (refusal === null) {
      strikes = 0;
      return false;
    }
    // Secondary limits are the account's, whatever it asked for; without a time they ask for ever longer waits.
    const scope = refusal.kind === 'secondary' ? 'all' : resource;
    const waitMs = refusal.waitMs ?? SECONDARY_WAIT_MS * 2 ** strikes++;
    blockedUntil.set(scope, clock.now() + Math.min(waitMs, HOUR_MS));
    return true;
  }

  return {
    budget: (resource) => budgets.get(resource),
    async send(resource, request, signal) {
      let failures = 0;
      for (let refusals = 0; refusals < MAX_REFUSALS; ) {
        await standBy(resource, signal);
        const outcome = await request().catch((error: unknown) => {
          if (error instanceof ForgeError) return error;
          throw error;
        });
        const isFailure = outcome instanceof ForgeError || outcome.status >= 500;
        const waitMs = RETRY_WAITS_MS[failures];
        if (isFailure && waitMs !== undefined) {
          failures += 1;
          await clock.sleep(waitMs, signal);
          continue;
        }
        if (outcome instanceof ForgeError) throw outcome;
        if (isFailure || !note(resource, outcome)) return outcome;
        refusals += 1;
      }
      throw tooLong(openAt(resource));
    },
  };
}

/** What an answer says about limits. Pure; `nowMs` is our clock's time at its arrival. */
export function readLimits(
  { status, headers, data }: Answer,
  nowMs: number,
): { budget: Budget | null; refusal: Refusal | null } {
  const forgeNowMs = Date.parse(textOf(headers.date));
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    wholeNumber(headers[`x-ratelimit-${name}`]),
  );
  const untilResetMs =
    reset == null ? null : between(0, reset * 1000 - (Number.isNaN(forgeNowMs) ? nowMs : forgeNowMs) + 1000, HOUR_MS);
  const budget =
    limit == null || remaining == null || untilResetMs === null
      ? null
      : { limit, remaining, resetAtMs: nowMs + untilResetMs };
  const retryAfter = wholeNumber(headers['retry-after']);

  const complaints = graphqlErrors(data);
  const isRefusal =
    status === 429 ||
    (status === 403 && (retryAfter !== null || remaining === 0 || /rate limit/i.test(messageOf(data)))) ||
    complaints.some((error) => /^RATE_LIMIT/.test(textOf(error.type)) || /\brate limit/i.test(textOf(error.message)));
  if (!isRefusal) return { budget, refusal: null };
  if (retryAfter !== null) return { budget, refusal: { kind: 'secondary', waitMs: retryAfter * 1000 } };
  if (remaining === 0 && untilResetMs !== null) return { budget, refusal: { kind: 'primary', waitMs: untilResetMs } };
  return { budget, refusal: { kind: 'secondary', waitMs: null } };
}

function tooLong(untilMs: number): ForgeError {
  return new ForgeError('rate_limited', `the forge asks to wait until ${new Date(untilMs).toISOString()}`, untilMs);
}

function between(low: number, value: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function wholeNumber(value: unknown): number | null {
  return /^\d{1,12}$/.test(textOf(value)) ? Number(value) : null;
}

/** Strangers' JSON may hold anything here, also what cannot be made a string of. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function messageOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'message' in data ? textOf(data.message) : '';
}

function graphqlErrors(data: unknown): { type?: unknown; message?: unknown }[] {
  if (typeof data !== 'object' || data === null || !('errors' in data) || !Array.isArray(data.errors)) return [];
  return data.errors.filter((error) => typeof error === 'object' && error !== null);
}
