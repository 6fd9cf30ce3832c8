import type { NewFile } from '../git/write-commit.js';

/** Files of one machine key, to be published together as one commit. */
export interface Parcel {
  machineKey: string;
  files: readonly NewFile[];
  /** First word of the commit's message. */
  verb: 'Add' | 'Retract';
}

/** `Add 2 results`. */
export function describeParcel({ verb }: Pick<Parcel, 'verb'>, count: number): string {
  return `${verb} ${count} ${count === 1 ? 'result' : 'results'}`;
}
