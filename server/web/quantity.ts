// Numbers for people: three significant digits (a whole number of its unit has no more than it is, since many historic
// values are) and always a unit, the same text in every locale. Nothing that was measured is ever shown as 0: what lies
// below the resolution of the clock says so.

/** A value of an answer: in its unit, or known only to lie below a bound. */
export interface Quantity {
  /** null: censored. */
  value: number | null;
  belowNs: number | null;
  /** `ps`, `B/s` or `ps/KiB`. */
  unit: string;
}

const TIME = [
  [1e12, 's'],
  [1e9, 'ms'],
  [1e6, 'µs'],
  [1e3, 'ns'],
  [1, 'ps'],
] as const;
const RATE = [
  [1e12, 'TB/s'],
  [1e9, 'GB/s'],
  [1e6, 'MB/s'],
  [1e3, 'kB/s'],
  [1, 'B/s'],
] as const;

/** `114 ns`, `46.1 µs`; `below 1 µs` where it is censored. */
export function formatQuantity({ value, belowNs, unit }: Quantity): string {
  if (value === null) return belowNs === null ? 'not known' : `below ${formatTime(belowNs * 1000)}`;
  return formatIn(value, unit);
}

/** A known value in its unit. An unknown unit is shown as it is. */
export function formatIn(value: number, unit: string): string {
  if (unit === 'ps') return formatTime(value);
  if (unit === 'B/s') return scaled(value, RATE);
  if (unit === 'ps/KiB') return `${formatTime(value)}/KiB`;
  return `${digits(value)} ${unit}`;
}

/** A round value for an axis: `500 ns`, `10 µs`, without digits that say nothing. */
export function formatTick(value: number, unit: string): string {
  return formatIn(value, unit)
    .replace(/(\.\d*?)0+(?= )/, '$1')
    .replace('. ', ' ');
}

/** A duration in ps. */
export function formatTime(ps: number): string {
  return scaled(ps, TIME);
}

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size in the largest binary unit that leaves at least 1: `64 B`, `4 KiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes === 0) return 'no data';
  const step = bytes < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${Number.isInteger(value) ? value : digits(value)} ${BYTES[step]}`;
}

/** `12,345`: digits in groups of three. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `3 results`, `1 result`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** How many times one is the other, for a sentence: `31 times`, `1.4 times`. */
export function formatRatio(ratio: number): string {
  return `${ratio >= 9.5 ? formatCount(Math.round(ratio)) : ratio.toPrecision(2)} times`;
}

function scaled(value: number, steps: readonly (readonly [number, string])[]): string {
  const last = steps.length - 1;
  const at = steps.findIndex(([size], index) => index === last || value >= size * 0.9995);
  const [size, unit] = steps[at] ?? [1, ''];
  const scaledValue = value / size;
  return `${Number.isInteger(scaledValue) ? formatCount(scaledValue) : digits(scaledValue)} ${unit}`;
}

function digits(value: number): string {
  if (value === 0) return '0';
  return value >= 99.95 ? formatCount(Math.round(value)) : value.toPrecision(3);
}
