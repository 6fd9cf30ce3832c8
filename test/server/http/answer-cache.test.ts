import { AnswerCache } from '@ipc-bench/server/http/answer-cache';
import { describe, expect, it } from 'vitest';

const answer = (bytes: number) => ({ body: Buffer.alloc(bytes), type: 'application/json', link: null });

/** Offers an answer as two askings do. */
function putTwice(cache: AnswerCache, tag: string, url: string, bytes: number): void {
  cache.put(tag, url, answer(bytes));
  cache.put(tag, url, answer(bytes));
}

describe('AnswerCache', () => {
  it('keeps an answer from the second asking on, until the tag moves on', () => {
    const cache = new AnswerCache();
    const [first, second] = [answer(10), answer(10)];
    cache.put('a', '/x', first);
    expect(cache.get('a', '/x')).toBeUndefined();
    cache.put('a', '/x', second);
    expect(cache.get('a', '/x')).toBe(second);
    expect(cache.get('a', '/y')).toBeUndefined();
    expect(cache.get('b', '/x')).toBeUndefined();
    expect(cache.get('a', '/x')).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  it('stays within its bytes, and forgets what was not asked for longest', () => {
    const cache = new AnswerCache();
    for (let at = 0; at < 200; at++) {
      putTwice(cache, 'a', `/${at}`, 500_000);
      cache.get('a', '/0');
      expect(cache.bytes).toBeLessThanOrEqual(32 * 1024 * 1024);
    }
    expect(cache.get('a', '/0')).toBeDefined();
    expect(cache.get('a', '/1')).toBeUndefined();
    expect(cache.get('a', '/199')).toBeDefined();
  });

  it('counts entries, so that many small ones are bounded too, and leaves very large ones out', () => {
    const cache = new AnswerCache();
    for (let at = 0; at < 200_000; at++) putTwice(cache, 'a', `/${at}`, 0);
    expect(cache.bytes).toBeLessThanOrEqual(32 * 1024 * 1024);
    expect(cache.get('a', '/0')).toBeUndefined();
    putTwice(cache, 'b', '/large', 2 * 1024 * 1024);
    expect(cache.get('b', '/large')).toBeUndefined();
  });
});
