import { DELIMITER, FLUSH, formatPkt, parsePkts, pktText } from 'ipc-bench/git/pkt-line';
import { expect, it } from 'vitest';

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (text: string) => [...parsePkts(bytes(text))].map((payload) => payload && pktText(payload));

it('reads what it writes', () => {
  expect(formatPkt('hello')).toBe('000ahello\n');
  expect(texts(formatPkt('a') + DELIMITER + formatPkt('b') + FLUSH)).toEqual(['a', null, 'b', null]);
});

it.each(['0003', '00', 'zzzz', '0010short', '-001', '0x1f'])('refuses the framing %j', (text) => {
  expect(() => texts(text)).toThrow(TypeError);
});
