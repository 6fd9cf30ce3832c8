// A page is data plus one function. One new page is one new file and one line in `pages.ts`.
import type { ComponentChild } from 'preact';
import type { Ask } from './ask.js';
import type { AssetName } from './assets.js';
import type { PageService } from './ports.js';

export interface Page {
  /** Pattern, e.g. `/results/:id`. */
  path: string;
  answer(request: PageRequest): PageAnswer | Promise<PageAnswer>;
}

export interface PageRequest {
  /** Path and query as asked. */
  url: string;
  /** Never holds empty values. */
  query: URLSearchParams;
  /** Values of the pattern. */
  parameters: Readonly<Record<string, string>>;
  service: PageService;
  /** Reads one state of the index; the page carries its revision. Call it once. */
  read<T>(read: (ask: Ask) => T): T;
}

export interface PageAnswer {
  title: string;
  /** One sentence for search engines and link previews. */
  description: string;
  body: ComponentChild;
  /** Scripts beside the one for all pages. */
  scripts?: readonly AssetName[];
}
