// CPU sets as sysfs prints them: lists (`0-3,8`) and hex masks in 32-bit groups (`00000000,0000000f`).

/** CPUs beyond this number are not read: no archive comes near it, and `0-4294967295` must stay cheap. */
export const MAX_CPUS = 512;

/** Ascending CPU numbers of a list; empty text is the empty set; undefined for anything malformed. */
export function parseCpuList(text: string): number[] | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  const cpus = new Set<number>();
  for (const part of trimmed.split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim());
    if (!match) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first > last || last >= MAX_CPUS) return undefined;
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}

/** Ascending CPU numbers of a hex mask, most significant group first; undefined for anything malformed. */
export function parseCpuMask(text: string): number[] | undefined {
  const groups = text.trim().split(',');
  if (groups.length > 2 * (MAX_CPUS / 32) || !groups.every((group) => /^[0-9a-fA-F]{1,8}$/.test(group)))
    return undefined;
  const cpus: number[] = [];
  groups.reverse().forEach((group, index) => {
    const bits = Number.parseInt(group, 16);
    for (let bit = 0; bit < 32; bit++) {
      if ((bits >>> bit) & 1) cpus.push(index * 32 + bit);
    }
  });
  return cpus.every((cpu) => cpu < MAX_CPUS) ? cpus : undefined;
}
