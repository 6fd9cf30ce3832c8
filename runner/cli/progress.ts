// Progress of a run: one line, redrawn only before a measurement begins, never while one runs.
import type { RunHooks } from '../measure/run-plan.js';
import type { Plan } from '../plan/plan.js';
import { formatBytes, formatWait } from '../show/format-quantity.js';
import type { Terminal } from './command.js';

export function openProgress(plan: Plan, terminal: Terminal): Omit<RunHooks, 'onState'> {
  let head = '';
  let last = '';
  return {
    onBlock({ title }, at, remainingMs) {
      head = `[${at + 1}/${plan.blocks.length}, ${formatWait(remainingMs)} left] ${title}`;
      if (!terminal.isInteractive) terminal.err(head);
    },
    onRepeat(_block, { mechanism, parameters }, repeat, of) {
      const idle = parameters.idle === 'kept_awake' ? ', kept awake' : '';
      terminal.status(`${head}: ${mechanism}${idle}, repeat ${repeat + 1} of ${of}`);
    },
    onMissing({ benchmark, parameters }, { status, reason, words }) {
      const size = formatBytes(Number(parameters.message_bytes));
      const said = words ? ` (${words.split('\n')[0]})` : '';
      const line =
        reason === 'time_budget'
          ? `${head}: ran out of time`
          : `  ${benchmark}, ${size}: ${status}, ${reason.replaceAll('_', ' ')}${said}`;
      if (line !== last) terminal.err(line);
      last = line;
    },
  };
}
