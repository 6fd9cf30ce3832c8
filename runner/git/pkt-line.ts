// git's framing: four hex digits of length, then that many bytes less four. https://git-scm.com/docs/protocol-common

export const FLUSH = '0000';
export const DELIMITER = '0001';

/** A line as git frames it. */
export function formatPkt(text: string): string {
  const line = `${text}\n`;
  return (line.length + 4).toString(16).padStart(4, '0') + line;
}

/** The payloads in order; `null` for flush, delimiter and response end. Throws TypeError where the framing breaks. */
export function* parsePkts(bytes: Uint8Array): Generator<Uint8Array | null, void, void> {
  const decoder = new TextDecoder('latin1');
  for (let at = 0; at < bytes.length; ) {
    const digits = decoder.decode(bytes.subarray(at, at + 4));
    const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
    const size = length < 4 ? 4 : length;
    if (Number.isNaN(length) || length === 3 || at + size > bytes.length) throw new TypeError('broken pkt-line');
    yield length < 4 ? null : bytes.subarray(at + 4, at + length);
    at += size;
  }
}

/** A payload as text, without its newline. */
export function pktText(payload: Uint8Array): string {
  return new TextDecoder().decode(payload).replace(/\n$/, '');
}
