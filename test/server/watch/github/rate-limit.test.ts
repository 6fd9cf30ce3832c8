// Limits on a clock that only sleeping turns: what is waited for, for how long, and what is not.
import type { Clock } from '@ipc-bench/server/watch/github/clock';
import { systemClock } from '@ipc-bench/server/watch/github/clock';
import { ForgeError } from '@ipc-bench/server/watch/github/forge-error';
import { type Answer, openRateLimiter, readLimits } from '@ipc-bench/server/watch/github/rate-limit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const HOUR_MS = 3_600_000;

function turnedClock(): Clock & { slept: number[] } {
  let nowMs = NOW_MS;
  const slept: number[] = [];
  return {
    slept,
    now: () => nowMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      nowMs += ms;
    },
  };
}

/** Headers of a forge whose clock is `skewMs` ahead of ours. */
function headers(remaining: number, resetInSeconds: number, skewMs = 0, others = {}) {
  return {
    date: new Date(NOW_MS + skewMs).toUTCString(),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String((NOW_MS + skewMs) / 1000 + resetInSeconds),
    ...others,
  };
}

const good: Answer = { status: 200, headers: headers(4_000, 1_800), data: {} };
const answers = (...list: (Answer | Error)[]) => {
  const asked: number[] = [];
  const request = async () => {
    asked.push(asked.length);
    const next = list.length > 1 ? list.shift() : list[0];
    if (next instanceof Error) throw next;
    return next as Answer;
  };
  return { request, asked };
};

describe('what an answer says', () => {
  const refusal = (answer: Partial<Answer>) => readLimits({ ...good, ...answer }, NOW_MS).refusal;
  const message = 'You have exceeded a secondary rate limit.';

  test.each<[string, Partial<Answer>, ReturnType<typeof refusal>]>([
    ['an answer within the limit', {}, null],
    ['the last answer within the limit', { headers: headers(0, 600) }, null],
    ['a page that is not there', { status: 404 }, null],
    ['something forbidden', { status: 403, data: { message: 'Must have admin rights' } }, null],
    ['a window used up', { status: 403, headers: headers(0, 600) }, { kind: 'primary', waitMs: 601_000 }],
    ['a window used up, with 429', { status: 429, headers: headers(0, 600) }, { kind: 'primary', waitMs: 601_000 }],
    [
      'a window used up, in GraphQL',
      { headers: headers(0, 60), data: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] } },
      { kind: 'primary', waitMs: 61_000 },
    ],
    [
      'a secondary limit with a time',
      { status: 403, headers: headers(4_000, 600, 0, { 'retry-after': '30' }) },
      { kind: 'secondary', waitMs: 30_000 },
    ],
    ['a secondary limit without a time', { status: 403, data: { message } }, { kind: 'secondary', waitMs: null }],
    ['a secondary limit in GraphQL', { data: { errors: [{ message }] } }, { kind: 'secondary', waitMs: null }],
    ['429 and nothing else', { status: 429, headers: {} }, { kind: 'secondary', waitMs: null }],
  ])('%s', (_name, answer, expected) => {
    expect(refusal(answer)).toEqual(expected);
  });

  test('times are durations by the clock of the forge, whatever ours says', () => {
    for (const skewMs of [0, -5 * HOUR_MS, 5 * HOUR_MS]) {
      const { budget } = readLimits({ ...good, headers: headers(12, 600, skewMs) }, NOW_MS);
      expect(budget).toEqual({ limit: 5_000, remaining: 12, resetAtMs: NOW_MS + 601_000 });
    }
  });

  test('headers that make no sense are no budget, and no wait is longer than a window', () => {
    expect(readLimits({ ...good, headers: {} }, NOW_MS)).toEqual({ budget: null, refusal: null });
    const { budget } = readLimits({ ...good, headers: headers(0, 1e9) }, NOW_MS);
    expect(budget?.resetAtMs).toBe(NOW_MS + HOUR_MS);
  });

  test('no answer throws', () => {
    const header = fc.dictionary(
      fc.constantFrom('date', 'retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'),
      fc.anything(),
    );
    fc.assert(
      fc.property(fc.integer(), header, fc.anything(), (status, odd, data) => {
        readLimits({ status, headers: odd, data }, NOW_MS);
      }),
      { numRuns: 2000, examples: [[429, { date: { toString: [] } }, { errors: [{ type: { toString: [] } }] }]] },
    );
  });
});

describe('sending', () => {
  test('a good answer is returned at once', async () => {
    const clock = turnedClock();
    const { request, asked } = answers(good);
    const limiter = openRateLimiter({ clock });
    expect(limiter.budget('core')).toBeUndefined();
    expect(await limiter.send('core', request)).toBe(good);
    expect([asked.length, clock.slept]).toEqual([1, []]);
    expect(limiter.budget('core')).toMatchObject({ limit: 5_000, remaining: 4_000 });
  });

  test('retry-after is slept, then the request is sent again', async () => {
    const clock = turnedClock();
    const refused = { status: 403, headers: { 'retry-after': '7' }, data: '' };
    const { request, asked } = answers(refused, good);
    expect(await openRateLimiter({ clock }).send('core', request)).toBe(good);
    expect([asked.length, clock.slept]).toEqual([2, [7_000]]);
  });

  test('a secondary limit stops every resource; a used-up window stops its own', async () => {
    const clock = turnedClock();
    const limiter = openRateLimiter({ clock, patienceMs: 0 });
    await limiter.send('graphql', answers({ ...good, headers: headers(0, 600) }).request);
    const stopped = { code: 'rate_limited', retryAtMs: NOW_MS + 601_000 };
    await expect(limiter.send('graphql', answers(good).request)).rejects.toMatchObject(stopped);
    expect(await limiter.send('core', answers(good).request)).toBe(good);
    const secondary = { status: 429, headers: { 'retry-after': '60' }, data: '' };
    await expect(limiter.send('core', answers(secondary).request)).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(limiter.send('core', answers(good).request)).rejects.toMatchObject({ retryAtMs: NOW_MS + 60_000 });
  });

  test('a request is not sent while the forge said to wait', async () => {
    const limiter = openRateLimiter({ clock: turnedClock() });
    await limiter.send('core', answers({ ...good, headers: headers(0, 600) }).request);
    const { request, asked } = answers(good);
    await expect(limiter.send('core', request)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(asked).toEqual([]);
  });

  test('refusals without a time are waited for ever longer, and not for ever', async () => {
    const clock = turnedClock();
    const { request } = answers({ status: 429, headers: {}, data: '' });
    const limiter = openRateLimiter({ clock, patienceMs: HOUR_MS });
    await expect(limiter.send('core', request)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(clock.slept).toEqual([60_000, 120_000, 240_000]);
  });

  test('failures are tried again twice; then the last one is the answer', async () => {
    const clock = turnedClock();
    const limiter = openRateLimiter({ clock });
    const down = { status: 502, headers: {}, data: '' };
    const gone = new ForgeError('unreachable', 'no answer');
    expect(await limiter.send('core', answers(gone, down, good).request)).toBe(good);
    expect(clock.slept).toEqual([1_000, 4_000]);
    expect(await limiter.send('core', answers(down).request)).toBe(down);
    await expect(limiter.send('core', answers(gone).request)).rejects.toBe(gone);
  });

  test('what is not the forge’s failure is thrown on', async () => {
    const bug = new TypeError('ours');
    const { request, asked } = answers(bug);
    await expect(openRateLimiter({ clock: turnedClock() }).send('core', request)).rejects.toBe(bug);
    expect(asked.length).toBe(1);
  });

  test('an abort ends a sleep at once, with its own reason', async () => {
    const stop = new AbortController();
    const limiter = openRateLimiter({ clock: systemClock });
    const refused = { status: 429, headers: { 'retry-after': '100' }, data: '' };
    const { request, asked } = answers(refused, good);
    const sending = limiter.send('core', request, stop.signal);
    const reason = new Error('enough');
    setImmediate(() => stop.abort(reason));
    await expect(sending).rejects.toBe(reason);
    await expect(limiter.send('core', request, stop.signal)).rejects.toBe(reason);
    expect(asked.length).toBe(1);
  });
});
