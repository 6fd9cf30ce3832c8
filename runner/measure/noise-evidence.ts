// Whether something outside spoiled a repeat. Evidence is what the system counted, never the value that was measured.

interface Ends {
  initiator?: { involuntary_switches?: number };
  responder?: { involuntary_switches?: number };
  writer?: { involuntary_switches?: number };
  reader?: { involuntary_switches?: number };
}

export interface Counted extends Ends {
  steal_ns?: number;
  elapsed_ns?: number;
}

/** Share of the time that the hypervisor may take. */
const STEAL_SHARE = 0.02;
/** Involuntary switches per second of an undisturbed process: the scheduler's own housekeeping. */
const SWITCHES_PER_SECOND = 100;
const SWITCHES_FLOOR = 5;

/**
 * True where the hypervisor took more than 2 % of the time, or others pushed a process off a CPU that it had for itself.
 * Two ends on one CPU push each other off: their switches are no evidence.
 */
export function isSpoiled(repeat: Counted, sharesCpu: boolean): boolean {
  const elapsed = repeat.elapsed_ns ?? 0;
  if ((repeat.steal_ns ?? 0) > elapsed * STEAL_SHARE) return true;
  if (sharesCpu) return false;
  const ends = [repeat.initiator, repeat.responder, repeat.writer, repeat.reader];
  const switches = Math.max(...ends.map((end) => end?.involuntary_switches ?? 0));
  return switches > SWITCHES_FLOOR + (elapsed / 1e9) * SWITCHES_PER_SECOND;
}
