import { callShim } from 'ipc-bench/shim-driver/call-shim';
import { describe, expect, it } from 'vitest';
import { scriptShim } from './script-shim.js';

const quiet = () => ({ deadlineMs: 5000, signal: new AbortController().signal });

describe('callShim', () => {
  it('reads one JSON line', async () => {
    const { program } = scriptShim(`echo '{"status":"ok","n":3}'`);
    expect(await callShim(program, ['latency'], quiet())).toEqual({ status: 'ok', answer: { status: 'ok', n: 3 } });
  });

  it('gives the reason and the limit where there is no number', async () => {
    const { program } = scriptShim(
      `echo words >&2; echo '{"status":"unsupported","reason":"message_too_large","limit":8192}'; exit 77`,
    );
    expect(await callShim(program, [], quiet())).toEqual({
      status: 'unsupported',
      reason: 'message_too_large',
      limit: 8192,
      words: 'words',
    });
  });

  it('calls a shim that a signal ended killed', async () => {
    const { program } = scriptShim('kill -9 $$');
    expect(await callShim(program, [], quiet())).toMatchObject({ status: 'failed', reason: 'killed' });
  });

  it('hands over nothing of the environment', async () => {
    process.env.IPC_BENCH_PLANTED = 'planteduser9';
    const { program } = scriptShim(`printf '{"status":"ok","home":"%s","planted":"%s"}' "$HOME" "$IPC_BENCH_PLANTED"`);
    const outcome = await callShim(program, [], quiet());
    delete process.env.IPC_BENCH_PLANTED;
    expect(outcome).toMatchObject({ answer: { home: '', planted: '' } });
  });

  it.each([
    ['nonsense', 'echo nonsense'],
    ['an array', `echo '[]'`],
    ['nothing', 'exit 2'],
  ])('refuses a program that says %s', async (_name, body) => {
    await expect(callShim(scriptShim(body).program, [], quiet())).rejects.toMatchObject({ code: 'shim_failed' });
  });

  it('refuses a program that is not there', async () => {
    await expect(callShim('/nonexistent/shim', [], quiet())).rejects.toMatchObject({ code: 'shim_failed' });
  });

  it('ends the program when asked to stop, and leaves no process behind', async () => {
    const stop = new AbortController();
    const { program } = scriptShim('echo $$ > "$0.pid"; exec sleep 60');
    const call = callShim(program, [], { deadlineMs: 60_000, signal: stop.signal });
    const { readFileSync, existsSync } = await import('node:fs');
    while (!existsSync(`${program}.pid`) || readFileSync(`${program}.pid`, 'utf8') === '')
      await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'interrupted' });
    const pid = Number(readFileSync(`${program}.pid`, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('starts nothing once stopped', async () => {
    const shim = scriptShim(`echo '{"status":"ok"}'`);
    await expect(callShim(shim.program, [], { deadlineMs: 1000, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(shim.calls()).toEqual([]);
  });
});
