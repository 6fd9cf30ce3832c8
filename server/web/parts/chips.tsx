// A small set of choices as links: what is chosen is in the URL, and nowhere else.
export interface Chip {
  label: string;
  url: string;
  isChosen: boolean;
  /** How many there are behind it, where that is known. */
  count?: string;
}

export function Chips({ label, chips }: { label: string; chips: readonly Chip[] }) {
  return (
    <div class="chips">
      <span class="chips-name" id={idOf(label)}>
        {label}
      </span>
      <ul class="chips-list" aria-labelledby={idOf(label)}>
        {chips.map(({ label: text, url, isChosen, count }) => (
          <li key={url}>
            <a class="chip" href={url} aria-current={isChosen ? 'true' : undefined}>
              {text}
              {count !== undefined && <span class="chip-count"> {count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function idOf(label: string): string {
  return `chips-${label.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
}

/** The URL of a path with some parameters changed; `null` takes one away. */
export function urlWith(
  path: string,
  query: URLSearchParams,
  changes: Readonly<Record<string, string | null>>,
): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next.size > 0 ? `${path}?${next}` : path;
}
