import { openProgress } from '@ipc-bench/server/cli/progress';
import { describe, expect, it } from 'vitest';

function recorded(isInteractive: boolean) {
  const lines: string[] = [];
  let now = 0;
  const terminal = {
    out: () => {},
    err: (text: string) => void lines.push(text),
    isInteractive,
    signal: new AbortController().signal,
  };
  const progress = openProgress(terminal, () => now);
  const show = (at: number) => {
    now = at;
    progress.show(`at ${at}`);
  };
  return { lines, show, progress };
}

describe('progress', () => {
  it('says nothing of work that takes less than two seconds', () => {
    const { lines, show, progress } = recorded(true);
    for (const at of [0, 100, 1999]) show(at);
    progress.clear();
    expect(lines).toEqual([]);
  });

  it('adds a line every two seconds where it cannot redraw', () => {
    const { lines, show } = recorded(false);
    for (const at of [2000, 2100, 3999, 4000]) show(at);
    expect(lines).toEqual(['at 2000\n', 'at 4000\n']);
  });

  it('redraws on a terminal and takes the line away at the end', () => {
    const { lines, show, progress } = recorded(true);
    for (const at of [2000, 2050, 2100]) show(at);
    progress.clear();
    expect(lines).toEqual(['\r\x1b[2Kat 2000', '\r\x1b[2Kat 2100', '\r\x1b[2K']);
  });
});
