/** Largest CPU number that a result can name. */
const MAX_CPU = 65_535;
const MAX_ENTRIES = 4096;

/** The kernel's list format, `0-3,8`, as ascending CPU numbers; `null` for anything else. */
export function parseCpuList(text: string): number[] | null {
  if (text === '') return [];
  const cpus = new Set<number>();
  for (const part of text.split(',')) {
    const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim());
    if (!range) return null;
    const first = Number(range[1]);
    const last = Number(range[2] ?? first);
    if (last > MAX_CPU || last < first) return null;
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
    if (cpus.size > MAX_ENTRIES) return null;
  }
  return [...cpus].sort((a, b) => a - b);
}
