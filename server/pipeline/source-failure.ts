// Turns whatever goes wrong while a source is read into one of the errors that name who must act. Only what comes out
// of a source passes through here, so our own failures are never blamed on it.
import { type ErrorCode, ServerError } from '../errors.js';
import { GitError, type GitErrorCode } from '../git/port.js';

const CODES: Readonly<Record<GitErrorCode, ErrorCode>> = {
  not_a_repository: 'unreachable',
  unreachable: 'unreachable',
  address_refused: 'address_refused',
  limit_exceeded: 'source_limit',
  object_missing: 'source_broken',
  object_corrupt: 'source_broken',
  protocol: 'source_broken',
  ref_moved: 'source_broken',
  ref_locked: 'source_broken',
  storage: 'storage',
};

export class SourceFailure extends Error {
  readonly failure: ServerError;

  constructor(failure: ServerError) {
    super(failure.message, { cause: failure });
    this.failure = failure;
  }
}

/** The answer, unless `signal` is aborted first: a silent source must not hold up Ctrl-C. */
export async function fromSource<Answer>(question: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  signal.throwIfAborted();
  const { promise: interruption, reject } = Promise.withResolvers<never>();
  const interrupt = (): void => reject(signal.reason);
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await Promise.race([question, interruption]);
  } catch (error) {
    throw signal.aborted ? error : asSourceFailure(error);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

export async function* eachFromSource<Item>(items: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await fromSource(iterator.next(), signal);
      if (done) return;
      yield value;
    }
  } finally {
    if (!signal.aborted) await iterator.return?.();
  }
}

export function asSourceFailure(error: unknown): unknown {
  if (error instanceof ServerError) return new SourceFailure(error);
  if (error instanceof GitError) {
    const failure = new ServerError(CODES[error.code], error.message, { cause: error });
    return failure.code === 'storage' ? failure : new SourceFailure(failure);
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!FILE_CODES.has(code)) return error;
  return new SourceFailure(new ServerError('unreachable', (error as Error).message, { cause: error }));
}

/** A folder that cannot be read, or changes while it is. */
const FILE_CODES: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EPERM', 'ELOOP', 'ENOTDIR', 'EISDIR', 'EIO']);
