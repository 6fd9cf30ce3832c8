/** Lines to type into a terminal. */
export function Command({ lines, label }: { lines: readonly string[]; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
    <section class="command" aria-label={label} tabIndex={0}>
      <pre class="command-lines">
        <code>{lines.join('\n')}</code>
      </pre>
    </section>
  );
}
