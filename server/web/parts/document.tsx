// The frame of every page.
import { renderToString } from 'preact-render-to-string';
import { assetUrl } from '../assets.js';
import { navigation } from '../navigation.js';
import type { PageAnswer } from '../page.js';

export interface DocumentContext {
  /** Pattern of the page that is shown. */
  path: string;
  version: string;
  /** What the page was computed from; null where there is no data. */
  revision: string | null;
}

/** The whole document as text. */
export function renderDocument(answer: PageAnswer, context: DocumentContext): string {
  return `<!DOCTYPE html>\n${renderToString(<Document answer={answer} context={context} />)}\n`;
}

function Document({ answer, context }: { answer: PageAnswer; context: DocumentContext }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={answer.description} />
        <title>{answer.title === 'ipc-bench' ? 'ipc-bench' : `${answer.title} · ipc-bench`}</title>
        <link rel="icon" href={assetUrl('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetUrl('page.css')} />
        {(['enhance.js', ...(answer.scripts ?? [])] as const).map((name) => (
          <script key={name} type="module" src={assetUrl(name)} />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="site-top">
          <a class="wordmark" href="/">
            ipc-bench
          </a>
          <nav aria-label="Main">
            <ul class="site-links">
              {navigation.map(({ path, label }) => (
                <li key={path}>
                  <a class="site-link" href={path} aria-current={path === context.path ? 'page' : undefined}>
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="main" tabIndex={-1}>
          {answer.body}
        </main>
        <Footer context={context} />
      </body>
    </html>
  );
}

const FOOTER = [
  { path: '/methods', label: 'Methods' },
  { path: '/comparability', label: 'What may be compared' },
  { path: '/privacy', label: 'Privacy' },
  { path: '/validate', label: 'Check a file' },
  { path: '/v1/openapi.json', label: 'HTTP interface' },
];

function Footer({ context: { revision, version } }: { context: DocumentContext }) {
  return (
    <footer class="site-bottom">
      <p>
        {revision === null ? (
          'No data was needed for this page. '
        ) : (
          <>
            Computed from revision{' '}
            <a href="/v1/digest">
              <code>{revision.slice(0, 10)}</code>
            </a>
            {' of the canonical repository by ipc-bench '}
            {version}.{' '}
          </>
        )}
        Data: <a href="/data">CC BY 4.0</a>.
      </p>
      <ul class="site-links">
        {FOOTER.map(({ path, label }) => (
          <li key={path}>
            <a href={path}>{label}</a>
          </li>
        ))}
      </ul>
    </footer>
  );
}
