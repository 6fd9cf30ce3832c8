// The two platform classes that this package uses, present in Node and browsers alike. Declared here so that neither
// Node's nor the browser's other globals are within reach.

declare class TextEncoder {
  encode(text: string): Uint8Array;
}

declare class TextDecoder {
  constructor(label: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
