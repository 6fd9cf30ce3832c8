// Judges files in the browser, with the validator that merging uses. The file leaves the machine in no case.
import type { Page } from '../page.js';
import { Command } from '../parts/command.js';

export const validatePage: Page = {
  path: '/validate',
  answer: () => ({
    title: 'Check a result file',
    description: 'Judge a result file in your browser with the validator that merging uses. Nothing is sent anywhere.',
    scripts: ['validate.js'],
    body: (
      <>
        <h1>Check a result file</h1>
        <p class="lead">
          The same validator that the runner, every merge and this service use, in your browser: the file is not sent
          anywhere.
        </p>
        <div id="validator" class="drop" hidden>
          <label>
            Choose result files, or drop them here
            <input type="file" accept=".json,application/json" multiple />
          </label>
        </div>
        <div id="reports" aria-live="polite" />
        <noscript>
          <p class="empty">This check runs as a script, and scripts are off. The command does the same:</p>
        </noscript>
        <h2>On the command line</h2>
        <Command
          label="Commands to check files"
          lines={[
            'npx ipc-bench validate result.json     # one file',
            'npx ipc-bench-db check <fork or folder>  # all of a fork',
          ]}
        />
        <p>
          A verdict is a function of the bytes and of the versions that the tool knows, and of nothing else: not the
          clock, not the order, not who sent it. <em>Valid</em> and <em>invalid</em> never change. <em>Deferred</em>{' '}
          means that the file is newer than the tool: it is kept untouched and judged again after an upgrade.
        </p>
      </>
    ),
  }),
};
