// What was odd about an archive, as a closed list: none of these stops an import, each is told to the person who imports.

export const IRREGULARITIES = [
  'appended_log', // a latency log holds earlier runs too; its last line was taken
  'cpu_count_mismatch', // cpuinfo and sysfs disagree on the number of CPUs
  'csv_headline_mismatch', // the matrix and the log of a cell disagree; the matrix was taken
  'csv_missing', // cells come from the logs because a matrix is missing
  'csv_unreadable', // a matrix is not a square of numbers, or a cell is not a number
  'dmesg_empty', // no line to judge virtualisation by
  'duplicate_cache_index', // one CPU lists a cache twice: a hypervisor's artefact
  'duplicate_member', // a member occurs twice; the last was taken
  'duplicate_throughput_row', // two rows share a key; both were taken
  'headline_unreadable', // the last line of a latency log is not of the known shape
  'mempipe_below_clock', // round trips printed as 0: under 1000 ns
  'model_name_tagged', // a hand-written tag before the CPU's model name was dropped
  'negative_value', // a time or rate below zero: kept as missing
  'no_cpuinfo',
  'no_numa', // a kernel without NUMA: nodes unknown
  'no_physical_id', // sockets come from sysfs
  'no_sys_cpu', // topology comes from cpuinfo, caches are unknown
  'no_target_cpus',
  'odd_root', // not tmp/tmpXXXXXX
  'several_models', // cpuinfo names more than one CPU model
  'shared_cpu_map', // caches are given as hex masks
  'throughput_line_rejected', // a line without 12 fields or the literal unit
  'tsc_unreadable', // a per-iteration log without a usable summary; the matrix was taken
  'uname_odd_middle', // blanks in `-p` or `-i`
  'unknown_file', // a member that is not part of a run; ignored
  'unknown_test', // results of a test that the suite never had; ignored
] as const;

export type Irregularity = (typeof IRREGULARITIES)[number];
