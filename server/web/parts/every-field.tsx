// A part of a document as a tree of all its fields, by their own names, so that nothing is hidden by what a page chose to
// show. Long lists of numbers stand on one line.
import type { ComponentChild } from 'preact';

export function EveryField({ value }: { value: Readonly<Record<string, unknown>> }) {
  return (
    <section aria-labelledby="every-field">
      <h2 id="every-field">Every field</h2>
      <details>
        <summary>Run and machine, as in the document</summary>
        <Tree value={value} />
      </details>
    </section>
  );
}

function Tree({ value }: { value: Readonly<Record<string, unknown>> }) {
  return (
    <dl class="tree">
      {Object.entries(value).map(([name, child]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{show(child)}</dd>
        </div>
      ))}
    </dl>
  );
}

function show(value: unknown): ComponentChild {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return value.length === 0 ? 'none' : value.join(', ');
    return value.map((item, at) => <div key={at}>{show(item)}</div>);
  }
  if (typeof value === 'object' && value !== null) return <Tree value={value as Record<string, unknown>} />;
  return String(value);
}
