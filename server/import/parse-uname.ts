// `logs/uname`: one line of `uname -s -r -m -p -i -o`. The middle (`-p -i`) may hold blanks, even a CPU name, so only the
// first three tokens and the last are read and the rest is dropped.

export interface Uname {
  /** Kernel name, e.g. `Linux`. */
  sysname: string;
  /** Kernel release as printed, e.g. `3.2.0-29-generic`. It may name an organisation: never write it out. */
  release: string;
  /** Architecture, e.g. `x86_64`. */
  machine: string;
  /** Operating system, e.g. `GNU/Linux`. */
  os: string;
  /** The middle was not the usual two tokens. */
  oddMiddle: boolean;
}

/** Undefined when there are fewer than four tokens. */
export function parseUname(text: string): Uname | undefined {
  const tokens = text.split('\n', 1)[0]?.trim().split(/\s+/) ?? [];
  const [sysname, release, machine] = tokens;
  const os = tokens.at(-1);
  if (tokens.length < 4 || !sysname || !release || !machine || !os) return undefined;
  return { sysname, release, machine, os, oddMiddle: tokens.length !== 6 };
}
