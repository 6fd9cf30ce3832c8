// Why an archive was not imported, as a value: the other archives of the same command go on. The table is closed, so that
// every refusal has a rule a script can match and a remedy a person can follow.

const REMEDIES = {
  unreadable: 'Check that the path names a regular file you may read.',
  not_gzip: 'The historic archives are tar files compressed with gzip; compress the tar file with gzip.',
  not_tar: 'The gzip file does not hold a tar archive; pack the run directory with `tar czf`.',
  truncated: 'Fetch the archive again: its end is missing.',
  damaged: 'Fetch the archive again: its checksums do not match.',
  concatenated: 'Unpack it and pack each run into an archive of its own.',
  too_large_compressed: 'Raise the cap on compressed bytes if you trust where it comes from.',
  too_large: 'Raise the cap on unpacked bytes if you trust where it comes from.',
  ratio_too_high:
    'It unpacks to far more than a benchmark log can; raise the cap on the ratio if you trust where it comes from.',
  too_many_members: 'Raise the cap on members if you trust where it comes from.',
  member_too_large: 'Raise the cap on bytes per member if you trust where it comes from.',
  absolute_path: 'Pack it again with relative member names.',
  parent_path: 'Pack it again without `..` in member names.',
  link: 'Pack it again without links: the original suite wrote none.',
  device: 'Pack it again without devices and FIFOs: the original suite wrote none.',
  sparse: 'Pack it again without --sparse.',
  unsupported_member: 'Pack it again with files and directories only.',
  name_not_utf8: 'Pack it again with member names in UTF-8; the original suite used ASCII.',
  not_a_run: 'A run directory holds `logs/uname`; this archive has none, so it is not a result of the original suite.',
  several_runs: 'Unpack it and pack each run into an archive of its own.',
  no_results: 'The archive describes a machine but holds no readable measurement; there is nothing to import.',
  no_day: 'The member times are the only clock of a run; pack it again with them preserved.',
  document_too_large: 'The run has more CPUs or lines than one result document can hold; no real one has.',
  document_invalid: 'Report it with the archive: the importer should have known what to do with it.',
} as const;

export type RefusalRule = keyof typeof REMEDIES;

export interface Refusal {
  rule: RefusalRule;
  /** What was found, in one sentence, without names or bytes taken from the archive. */
  message: string;
  /** What a person can do about it. */
  remedy: string;
}

/** All rules, for the tests that hold one hostile archive against each. */
export const REFUSAL_RULES = Object.keys(REMEDIES) as RefusalRule[];

export function refuse(rule: RefusalRule, message: string): Refusal {
  return { rule, message, remedy: REMEDIES[rule] };
}
