// Webhook deliveries on their way to the watch loop, which may be another process: a hint is a note in the journal.

import type { Webhook } from '../http/ports.js';
import { openJournal } from '../journal/open-journal.js';
import { formatSourceKey } from '../watch/github/forge.js';
import { openReplayMemory } from '../watch/github/replay-memory.js';
import { readWebhook } from '../watch/github/webhook.js';

export interface WebhookHints {
  receive: Webhook;
  close(): void;
}

/** `forge` is the forge's name in keys; empty secrets sign nothing. */
export function openWebhookHints(journalPath: string, forge: string, secrets: readonly string[]): WebhookHints {
  const journal = openJournal(journalPath);
  const { watch } = journal;
  const replays = openReplayMemory();
  return {
    receive(delivery) {
      const isKnown = (key: Parameters<typeof formatSourceKey>[0]) => watch.has(formatSourceKey(key));
      const outcome = readWebhook(delivery, { forge, secrets, replays, isKnown, nowMs: Date.now() });
      if (outcome.kind === 'hint') for (const key of outcome.repositories) watch.hint(formatSourceKey(key));
      return { status: outcome.status, outcome: 'reason' in outcome ? outcome.reason : outcome.kind };
    },
    close: journal.close,
  };
}
