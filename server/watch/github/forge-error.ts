// What can go wrong between us and a forge, as a closed list. Messages are made here, from status codes and our own
// words: nothing that a request carried (a token) or an answer said is repeated.

export type ForgeErrorCode =
  /** The forge asked us to wait longer than is worth waiting for: come back at `retryAtMs`. */
  | 'rate_limited'
  /** The token is wrong, expired or lacks a right. */
  | 'unauthorized'
  /** The repository is deleted, private or blocked. */
  | 'not_found'
  /** No answer, or a failure on the forge's side. */
  | 'unreachable'
  /** An answer that is not what this forge promises: cut off, not JSON, another shape, another host. */
  | 'protocol';

export class ForgeError extends Error {
  readonly code: ForgeErrorCode;
  /** When to try again, by our clock, in ms; only with `rate_limited`. */
  readonly retryAtMs: number | undefined;

  constructor(code: ForgeErrorCode, detail: string, retryAtMs?: number) {
    super(detail);
    this.name = 'ForgeError';
    this.code = code;
    this.retryAtMs = retryAtMs;
  }
}
