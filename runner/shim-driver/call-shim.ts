// One call of the shim: arguments in, one line of JSON out. The shim keeps its own deadline; the timer here is the
// backstop behind it. Its environment is empty, so that nothing of ours can reach what it writes.
import { spawn } from 'node:child_process';
import { RunnerError } from '../errors.js';

export type ShimOutcome =
  | { status: 'ok'; answer: Readonly<Record<string, unknown>> }
  | {
      status: 'unsupported' | 'failed';
      reason: string;
      /** The transport's limit, where that is the reason. */
      limit?: number;
      /** What the shim said on standard error: for a person, never for a result. */
      words: string;
    };

/** A matrix of 256 CPUs is about 600 kB. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
const MAX_WORDS = 2000;
/** Time the shim has to end by itself after its deadline or after SIGTERM. */
const GRACE_MS = 3000;
const EXIT_INTERRUPTED = 130;

/** Throws `interrupted` when `signal` aborts, and `shim_failed` when the program cannot be started or speaks nonsense. */
export async function callShim(
  program: string,
  args: readonly string[],
  { deadlineMs, signal }: { deadlineMs: number; signal: AbortSignal },
): Promise<ShimOutcome> {
  if (signal.aborted) throw new RunnerError('interrupted', 'Stopped before the next measurement.');
  const { code, stdout, stderr } = await runToEnd(program, args, deadlineMs + GRACE_MS, signal);
  if (signal.aborted || code === EXIT_INTERRUPTED) throw new RunnerError('interrupted', 'Stopped while measuring.');
  if (code === null) return { status: 'failed', reason: 'killed', words: stderr };
  const answer = parseLine(stdout);
  if (answer === null) throw new RunnerError('shim_failed', stderr || `It ended with ${code} and wrote no JSON line.`);
  if (answer.status === 'unsupported' || answer.status === 'failed') {
    const { status, reason, limit } = answer;
    return {
      status,
      reason: typeof reason === 'string' ? reason : 'unknown',
      ...(typeof limit === 'number' ? { limit } : {}),
      words: stderr,
    };
  }
  return { status: 'ok', answer };
}

interface Ended {
  /** `null`: ended by a signal. */
  code: number | null;
  stdout: string;
  stderr: string;
}

function runToEnd(program: string, args: readonly string[], limitMs: number, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { LC_ALL: 'C' } });
    let stdout = '';
    let stderr = '';
    let killTimer: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill('SIGTERM');
      killTimer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    const backstop = setTimeout(stop, limitMs);
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length > MAX_OUTPUT_BYTES) child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(0, MAX_WORDS);
    });
    const settle = () => {
      clearTimeout(backstop);
      clearTimeout(killTimer);
      signal.removeEventListener('abort', stop);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      settle();
      reject(new RunnerError('shim_failed', `It cannot be started (${error.code}).`, { cause: error }));
    });
    child.on('close', (code) => {
      settle();
      resolve({ code, stdout, stderr: stderr.trim() });
    });
  });
}

function parseLine(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
