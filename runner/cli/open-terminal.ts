// The real terminal. Progress is one line that is redrawn only when told to: nothing here wakes a CPU by itself.
import { createInterface } from 'node:readline/promises';
import type { Terminal } from './command.js';

/** Width assumed where output is no terminal. */
const PLAIN_COLUMNS = 120;

export function openTerminal({ noColour, signal }: { noColour: boolean; signal: AbortSignal }): Terminal {
  const { stdin, stdout, stderr } = process;
  let hasStatus = false;
  const clearStatus = () => {
    if (hasStatus) stderr.write('\r\u001b[K');
    hasStatus = false;
  };
  const isInteractive = Boolean(stdin.isTTY && stderr.isTTY);
  return {
    out(text) {
      clearStatus();
      stdout.write(`${text}\n`);
    },
    err(text) {
      clearStatus();
      stderr.write(`${text}\n`);
    },
    status(text) {
      if (!stderr.isTTY) return;
      stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
      hasStatus = true;
    },
    isInteractive,
    hasColour: Boolean(stdout.isTTY) && !noColour,
    columns: stdout.isTTY ? stdout.columns : PLAIN_COLUMNS,
    async confirm(question) {
      if (!isInteractive) return false;
      clearStatus();
      const asker = createInterface({ input: stdin, output: stderr });
      try {
        const answer = await asker.question(`${question} [y/N] `, { signal });
        return /^y(?:es)?$/i.test(answer.trim());
      } finally {
        asker.close();
      }
    },
    async readInput() {
      let text = '';
      for await (const chunk of stdin.setEncoding('utf8')) text += chunk;
      return text;
    },
    signal,
  };
}
