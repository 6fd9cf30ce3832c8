import { counted, formatQuantity, type Quantity } from '../quantity.js';

/** A measured number as text, with the exact one for machines: `<data value="2210000">2.21 µs</data>`. */
export function Amount(quantity: Quantity) {
  const { value, belowNs, unit } = quantity;
  const exact = value === null ? `<${belowNs}ns` : String(value);
  return (
    <data
      class={value === null ? 'censored' : undefined}
      value={exact}
      title={value === null ? undefined : `${value} ${unit}`}
    >
      {formatQuantity(quantity)}
    </data>
  );
}

/** A count in a sentence: `3 results`. */
export function Count({ of, one, many }: { of: number; one: string; many?: string }) {
  return <data value={String(of)}>{counted(of, one, many)}</data>;
}

export function Day({ of }: { of: string }) {
  return <time dateTime={of}>{of}</time>;
}
