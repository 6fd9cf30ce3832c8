/** A stranger's text on one line of a terminal: control characters and anything not plainly printable are escaped. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a1-\u02ff]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
