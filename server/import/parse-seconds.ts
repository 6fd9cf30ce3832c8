// Exact reading of the decimal seconds that the historic logs print (`0.000007`, `7.527176e-06`, `-nan`). Binary floating
// point never touches a value, so the same text gives the same integer everywhere.

const DECIMAL = /^([+-]?)(\d{1,20})(?:\.(\d{0,20}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Picoseconds of a decimal number of seconds, rounded half away from zero; undefined for nan, infinity, anything else that is
 * not a number, and values outside ±9.0e15 ps.
 */
export function parsePicoseconds(text: string): number | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  const digits = `${match[2]}${fraction}`.replace(/^0+(?=\d)/, '');
  const shift = Number(match[4] ?? 0) + 12 - fraction.length;
  const magnitude = shift >= 0 ? scaleUp(digits, shift) : scaleDown(digits, -shift);
  if (magnitude === undefined || !Number.isSafeInteger(magnitude)) return undefined;
  return match[1] === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

function scaleUp(digits: string, zeros: number): number | undefined {
  if (digits === '0') return 0;
  return digits.length + zeros > 16 ? undefined : Number(digits + '0'.repeat(zeros));
}

function scaleDown(digits: string, places: number): number {
  if (places > digits.length) return 0;
  const kept = Number(digits.slice(0, digits.length - places) || '0');
  return (digits[digits.length - places] ?? '0') >= '5' ? kept + 1 : kept;
}
