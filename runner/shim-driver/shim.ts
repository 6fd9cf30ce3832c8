/** A program that measures, and what it says of itself. */
export interface Shim {
  /** Path of the executable. */
  program: string;
  /** SHA-256 of the executable, 64 lower-case hex digits. */
  binarySha256: string;
  /** Whether somebody else built it. */
  isPrebuilt: boolean;
  listing: ShimListing;
}

/** The answer of `ipc-bench-shim list`. */
export interface ShimListing {
  compiler: { name: string; version?: string };
  flags: readonly string[];
  libc: { name: string; version?: string };
  transports: readonly ShimTransport[];
}

export interface ShimTransport {
  name: string;
  class: 'blocking' | 'spinning';
  modes: readonly ('latency' | 'throughput')[];
  /** Limits of this system. */
  min_message_bytes?: number;
  max_message_bytes?: number;
  options: readonly string[];
}
