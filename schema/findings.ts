// Every reason for which a document can be refused, as one closed table: what it means and how to mend it. A finding
// names its code, the place (JSON Pointer, RFC 6901) and what was seen there. Codes are public and never reused.

interface FindingKind {
  meaning: string;
  remedy: string;
}

const RERUN = 'Run `ipc-bench run` again with this version and submit the new file; never edit a result.';

export const FINDING_KINDS = {
  size: { meaning: 'The file is larger than 1 MiB.', remedy: 'Split the run into several results of one run_key.' },
  not_utf8: { meaning: 'The bytes are not UTF-8.', remedy: RERUN },
  depth: { meaning: 'The JSON is nested deeper than 32 levels.', remedy: RERUN },
  json_syntax: { meaning: 'The bytes are not JSON.', remedy: RERUN },
  not_an_object: { meaning: 'The document is not a JSON object.', remedy: RERUN },
  duplicate_key: {
    meaning: 'An object names the same key twice.',
    remedy: 'Keep one; write canonical JSON (RFC 8785).',
  },
  forbidden_key: {
    meaning: 'A key is one of __proto__, constructor, prototype.',
    remedy: 'Rename it: these names change the meaning of objects in JavaScript.',
  },
  lone_surrogate: { meaning: 'A string holds half of a surrogate pair.', remedy: 'Write well-formed Unicode.' },
  key_order: { meaning: 'Keys are not in canonical order.', remedy: 'Write canonical JSON (RFC 8785).' },
  number_form: {
    meaning: 'A number is not spelt canonically (1.0, 1e3, -0).',
    remedy: 'Write canonical JSON (RFC 8785): whole numbers as plain digits.',
  },
  number_range: {
    meaning: 'A number is not held exactly by a double (1e400, 2^53+1).',
    remedy: 'Use a smaller base unit or leave the value out.',
  },
  white_space: { meaning: 'There is white space between tokens.', remedy: 'Write canonical JSON (RFC 8785).' },
  string_form: { meaning: 'A string is not escaped canonically.', remedy: 'Write canonical JSON (RFC 8785).' },
  envelope: {
    meaning: 'A member of the envelope is missing or malformed.',
    remedy: 'envelope, schema, suite, day, nonce, machine_key and signature have one fixed form in every format.',
  },
  day: { meaning: 'The day is not a date of the calendar.', remedy: 'Give the UTC day on which the run ended.' },
  path: {
    meaning: 'The path does not follow from the envelope and the hash of the bytes.',
    remedy: 'Store the file at the path that `ipc-bench validate` prints; never edit or rename a result.',
  },
  layout: {
    meaning: 'A results branch holds something that is not a file of the layout.',
    remedy: 'Remove it: only results/, retractions/ and errata/ are read, in their exact shape.',
  },
  file_mode: {
    meaning: 'The file is a symbolic link, executable, a submodule or another special file.',
    remedy: 'Store a plain file (mode 100644) with the bytes themselves.',
  },
  untrusted_key: {
    meaning: 'The erratum is signed by a key that this maintainer does not trust.',
    remedy: 'It acts only for those who trust its key: `ipc-bench-db trust add <key>`.',
  },
  signature_missing: {
    meaning: 'The result is not signed.',
    remedy: 'Unsigned results are admissible only in suite epoch 0 (historic imports): submit with `ipc-bench submit`.',
  },
  signature_unexpected: {
    meaning: 'A result of suite epoch 0 carries a key or a signature.',
    remedy: 'Historic imports are unsigned, so that every importer writes the same bytes.',
  },
  signature_spelling: {
    meaning: 'Key or signature are not in canonical encoding.',
    remedy: 'Sign with an RFC 8032 implementation and store lower-case hex unchanged.',
  },
  key_small_order: {
    meaning: 'The machine key is a point of small order: one signature would fit every message.',
    remedy: 'Make a proper key with `ipc-bench id --reset`.',
  },
  signature_wrong: {
    meaning: 'The signature does not fit the document and the key.',
    remedy: 'The bytes were changed after signing, or signed by another key. Submit the original file.',
  },
  schema: { meaning: 'The document breaks its format.', remedy: RERUN },
  unknown_field: { meaning: 'The format knows no such field.', remedy: 'Remove it; room for experiments is `ext`.' },
  missing_field: { meaning: 'A required field is missing.', remedy: RERUN },
  unknown_benchmark: { meaning: 'The suite has no such benchmark.', remedy: 'Use a benchmark id of the suite named.' },
  benchmark_version: { meaning: 'The suite holds this benchmark in another version.', remedy: RERUN },
  benchmark_kind: { meaning: 'The benchmark has no measurements of this kind.', remedy: RERUN },
  unknown_parameter: { meaning: 'The benchmark has no such parameter.', remedy: RERUN },
  parameter_value: { meaning: 'The parameter does not take this value.', remedy: RERUN },
  missing_parameter: { meaning: 'A required parameter is missing.', remedy: RERUN },
  unknown_word: { meaning: 'The suite has no such reason or omission.', remedy: RERUN },
  duplicate_point: {
    meaning: 'Two measurements share benchmark, kind, identity parameters and ordinal.',
    remedy: 'Number them by `ordinal`.',
  },
  quantile_order: { meaning: 'Quantiles are not in ascending order.', remedy: RERUN },
  quantile_support: {
    meaning: 'A quantile q is given although fewer than 10 samples lie above it.',
    remedy: 'Give q only where n(1-q) is at least 10.',
  },
  value_missing: {
    meaning: 'A statistic is neither given nor censored.',
    remedy: 'Give the value, or `below_ns` where it lies below the resolution of the clock.',
  },
  histogram: { meaning: 'The histogram contradicts itself or the repeats.', remedy: RERUN },
  matrix: { meaning: 'The matrix contradicts its CPU list or its indexes.', remedy: RERUN },
  topology: { meaning: 'The topology contradicts itself.', remedy: RERUN },
  privacy_host_name: { meaning: 'A string looks like a host name.', remedy: 'Remove it: results name no host.' },
  privacy_address: {
    meaning: 'A string looks like a network, hardware or mail address.',
    remedy: 'Remove it: results carry no address.',
  },
  privacy_path: { meaning: 'A string looks like a path.', remedy: 'Remove it: results carry no path.' },
  privacy_word: {
    meaning: 'A CPU name holds a word that is not in the allow-list of this format.',
    remedy: 'Write the name as `ipc-bench run` does: unknown words are left out.',
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof FINDING_KINDS;

export interface Finding {
  /** The rule broken: a key of {@link FINDING_KINDS}. */
  rule: FindingCode;
  /** JSON Pointer (RFC 6901) to the place; empty for the document as a whole. */
  pointer: string;
  /** What was seen there; never more of the document than the rule needs. */
  message: string;
  /** What to do about it. */
  remedy: string;
}

/** A hostile key may be a megabyte long; a finding stays readable. */
const MAX_TEXT = 200;

export function finding(rule: FindingCode, pointer: string, message: string): Finding {
  return {
    rule,
    pointer: pointer.slice(0, MAX_TEXT),
    message: message.slice(0, MAX_TEXT),
    remedy: FINDING_KINDS[rule].remedy,
  };
}

/** One step of a JSON Pointer. */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
