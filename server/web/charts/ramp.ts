// The colour scale of heatmaps: viridis, which is monotone in luminance and safe for colour-blind readers, in a fixed
// number of steps. Cells carry a class (`v0` the fastest), so a chart needs no colours of its own.
import { interpolateViridis } from 'd3-scale-chromatic';

export const RAMP_STEPS = 24;

/** Colours from low (dark) to high (bright), `#rrggbb`. */
export const RAMP: readonly string[] = Array.from({ length: RAMP_STEPS }, (_, step) =>
  interpolateViridis(step / (RAMP_STEPS - 1)),
);

/** CSS rules of the steps. */
export function rampStyle(): string {
  return RAMP.map((colour, step) => `.v${step}{fill:${colour}}`).join('');
}

/** Step of a value on a logarithmic scale between the bounds. */
export function rampStep(value: number, low: number, high: number): number {
  if (high <= low) return 0;
  const share = Math.log(value / low) / Math.log(high / low);
  return Math.min(RAMP_STEPS - 1, Math.max(0, Math.floor(share * RAMP_STEPS)));
}
