/** A space that `wrapText` does not break at: between a number and its unit. */
export const KEPT_SPACE = '\u00a0';

/** Breaks a line at spaces so that no part is longer than `width`, where its words allow. */
export function wrapText(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && longer.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...lines, current].map((text) => text.replaceAll(KEPT_SPACE, ' '));
}
