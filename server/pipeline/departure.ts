// What the journal says of a file that left `data` by somebody else's doing.
import type { RemovalReason } from '../merge/merge-plan.js';
import type { OutcomeWord } from '../submission.js';

const DEPARTURES: Readonly<Record<RemovalReason, { outcome: OutcomeWord; note?: string }>> = {
  withdrawn: { outcome: 'retracted', note: 'withdrawn by its machine key' },
  removed: { outcome: 'retracted', note: 'removed by a trusted maintainer' },
  displaced: { outcome: 'unchanged', note: 'the same result is kept in a file with a smaller id' },
  refused: { outcome: 'rejected', note: 'refused under the registry and the trusted keys of today' },
  deferred: { outcome: 'deferred' },
};

export function departureOf(reason: RemovalReason): { outcome: OutcomeWord; note?: string } {
  return DEPARTURES[reason];
}
