// Numbers for people: three significant digits and always a unit. The same text in every locale.

/** A duration in ps: `114 ns`, `46.1 µs`, `1.25 ms`. */
export function formatPicoseconds(ps: number): string {
  const steps = [
    [1e12, 's'],
    [1e9, 'ms'],
    [1e6, 'µs'],
    [1e3, 'ns'],
    [1, 'ps'],
  ] as const;
  const [scale, unit] = steps.find(([size]) => ps >= size * 0.9995) ?? [1, 'ps'];
  return `${significant(ps / scale)} ${unit}`;
}

/** Below the clock's resolution: known to be less, never 0. */
export function formatCensored(belowNs: number): string {
  return `< ${belowNs} ns`;
}

/** Bytes per second in decimal units: `5.35 GB/s`. */
export function formatRate(bytesPerSecond: number): string {
  const steps = [
    [1e9, 'GB/s'],
    [1e6, 'MB/s'],
    [1e3, 'kB/s'],
  ] as const;
  const [scale, unit] = steps.find(([size]) => bytesPerSecond >= size * 0.9995) ?? [1, 'B/s'];
  return `${significant(bytesPerSecond / scale)} ${unit}`;
}

/** A size in binary units where it is a whole number of them: `64 B`, `4 KiB`, `1 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let at = 0;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  return `${Number.isInteger(value) ? value : significant(value)} ${units[at]}`;
}

/** A waiting time: `40 s`, `3 min`, `1 h 20 min`. */
export function formatWait(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `±3 %`; of half the range. */
export function formatSpread(share: number): string {
  const percent = share * 100;
  return `±${percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

function significant(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  if (value >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
}
