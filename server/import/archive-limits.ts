// Caps on what one archive may cost. The largest real archive: 48 CPUs, 25,133 members, 0.4 MB compressed, 20 MB unpacked,
// ratio 47; raw per-iteration logs add about 130 KB per cell.

export interface ArchiveLimits {
  /** Bytes of the gzip file. */
  maxCompressedBytes: number;
  /** Bytes of the tar file inside. */
  maxContentBytes: number;
  /** Unpacked bytes per compressed byte, looked at once a mebibyte has been unpacked. */
  maxRatio: number;
  /** Members of any kind, directories included. */
  maxMembers: number;
  /** Declared bytes of one member. */
  maxMemberBytes: number;
}

export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  maxCompressedBytes: 256 * 1024 * 1024,
  maxContentBytes: 1024 * 1024 * 1024,
  maxRatio: 200,
  maxMembers: 100_000,
  maxMemberBytes: 64 * 1024 * 1024,
};
