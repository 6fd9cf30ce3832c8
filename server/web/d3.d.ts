// The little of d3 that charts use.
declare module 'd3-scale' {
  interface LogScale {
    (value: number): number;
    domain(bounds: readonly [number, number]): LogScale;
    range(bounds: readonly [number, number]): LogScale;
    ticks(count?: number): number[];
  }
  export function scaleLog(): LogScale;
}

declare module 'd3-shape' {
  interface Line<Datum> {
    (data: readonly Datum[]): string | null;
    x(accessor: (datum: Datum) => number): Line<Datum>;
    y(accessor: (datum: Datum) => number): Line<Datum>;
  }
  export function line<Datum>(): Line<Datum>;
  interface Area<Datum> {
    (data: readonly Datum[]): string | null;
    x(accessor: (datum: Datum) => number): Area<Datum>;
    y0(accessor: (datum: Datum) => number): Area<Datum>;
    y1(accessor: (datum: Datum) => number): Area<Datum>;
  }
  export function area<Datum>(): Area<Datum>;
}

declare module 'd3-scale-chromatic' {
  /** `#rrggbb` for 0 (dark) to 1 (bright). */
  export function interpolateViridis(share: number): string;
}
