import type { Page } from '../page.js';
import { Command } from '../parts/command.js';

export const privacyPage: Page = {
  path: '/privacy',
  answer: () => ({
    title: 'Privacy',
    description: 'What a result says about your machine, what it never says, what is public, and how to withdraw it.',
    body: (
      <article>
        <h1>Privacy</h1>
        <p class="lead">
          A result is written from an allow-list: what is not on it is never read into a result, so there is nothing to
          scrub afterwards.
        </p>
        <h2>What a result says</h2>
        <p>
          The measured numbers; operating system and kernel version as numbers with a known distribution name; CPU
          model, topology and caches; memory rounded to a size class; virtualisation; frequency, idle and mitigation
          settings; the measuring program’s version and compiler; the UTC day.
        </p>
        <h2>What it never says</h2>
        <p>
          Host name, user, paths, network or hardware addresses, serial numbers, machine id, boot time, exact memory,
          kernel messages, environment. Validation looks for them in every string, and refuses a file that holds one.
        </p>
        <h2>What is public</h2>
        <p>
          Everything you submit: it lies in your own public fork, in this database and in every other one that merges
          it. There is no “only me”. Before anything leaves, <code>ipc-bench submit</code> shows the exact bytes and
          asks.
        </p>
        <h2>The machine key</h2>
        <p>
          Results are signed by a random key made on your machine: a pseudonym, derived from no hardware. It ties your
          results together and lets you withdraw them. <code>npx ipc-bench id --reset</code> makes a new one.
        </p>
        <h2>Withdrawing a result</h2>
        <Command
          label="Commands to withdraw a result"
          lines={['npx ipc-bench retract <result id>', 'npx ipc-bench submit --to <your fork>']}
        />
        <p>
          The withdrawal is signed by the same key; every database that merges it drops the result, for ever, and no
          account is needed. Copies that others made before cannot be called back.
        </p>
        <h2>This site</h2>
        <p>No cookies, no accounts, no third parties, no tracking: pages load nothing from anywhere else.</p>
      </article>
    ),
  }),
};
