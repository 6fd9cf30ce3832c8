import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Colours text where colour is wanted; elsewhere the same text, so that colour never carries meaning alone. */
export type Paint = (style: Style, text: string) => string;

export function openPaint(hasColour: boolean): Paint {
  return (style, text) => (hasColour ? styleText(style, text, { validateStream: false }) : text);
}
