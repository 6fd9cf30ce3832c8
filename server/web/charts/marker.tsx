// Marks of series: the shape tells members of one family apart, so colour never carries meaning alone.
const SHAPES = [
  'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0',
  'M-3.5-3.5h7v7h-7z',
  'M0-5L5 0L0 5L-5 0z',
  'M0-4.6L4.6 3.6H-4.6z',
  'M0 4.6L4.6-3.6H-4.6z',
  'M-1.5-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z',
] as const;

export function Marker({ x, y, shape, title }: { x: number; y: number; shape: number; title?: string }) {
  return (
    <path class="mark" transform={`translate(${x} ${y})`} d={SHAPES[shape % SHAPES.length]}>
      {title && <title>{title}</title>}
    </path>
  );
}
