import type { ComponentChild } from 'preact';

/** Terms and what they are; facts that are not known are left out. */
export function Facts({ of }: { of: readonly (readonly [term: ComponentChild, fact: ComponentChild])[] }) {
  return (
    <dl class="facts">
      {of
        .filter(([, fact]) => fact !== null && fact !== undefined && fact !== '')
        .map(([term, fact], at) => (
          <div key={at}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
    </dl>
  );
}
