import type { Answer } from './page.js';

/** An answer that is no page of a list. */
export function jsonAnswer(body: object): Answer {
  return { body: Buffer.from(JSON.stringify(body)), next: null };
}
