// Rows of the REST list of forks, read tolerantly: only what is needed, whatever else a forge adds or leaves out.
// https://docs.github.com/en/rest/repos/forks#list-forks

export interface ForkRow {
  id: number;
  fullName: string;
  isPublicFork: boolean;
  /** `null`: never pushed to. */
  pushedAtMs: number | null;
  hasForks: boolean;
}

/** `null` for anything that is not a repository's description. */
export function parseForkRow(item: unknown): ForkRow | null {
  if (typeof item !== 'object' || item === null) return null;
  const row = item as Record<string, unknown>;
  if (!isWholeNumber(row.id) || typeof row.full_name !== 'string') return null;
  const pushedAtMs = typeof row.pushed_at === 'string' ? Date.parse(row.pushed_at) : null;
  if (Number.isNaN(pushedAtMs)) return null;
  return {
    id: row.id,
    fullName: row.full_name,
    isPublicFork: row.private === false && row.fork === true,
    pushedAtMs,
    hasForks: isWholeNumber(row.forks_count) && row.forks_count > 0,
  };
}

export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
