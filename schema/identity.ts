// Branded names for the hashes and keys that must not be mixed up. Each is made by one `parse…`.

export type ResultId = string & { readonly __resultId: true };
export type Subject = string & { readonly __subject: true };
export type MachineKey = string & { readonly __machineKey: true };

const HASH = /^[0-9a-f]{64}$/;

/** SHA-256 of a result file's bytes, 64 lower-case hex digits; `null` for anything else. */
export function parseResultId(text: string): ResultId | null {
  return HASH.test(text) ? (text as ResultId) : null;
}

/** SHA-256 of the signed bytes of a result: what a retraction names. */
export function parseSubject(text: string): Subject | null {
  return HASH.test(text) ? (text as Subject) : null;
}

/** Ed25519 public key of a machine, lower-case hex. */
export function parseMachineKey(text: string): MachineKey | null {
  return HASH.test(text) ? (text as MachineKey) : null;
}
