// Files that pages link: styles, scripts, the icon. Made by `scripts/build.mjs` beside this module, named by their
// content, so they may be kept for ever.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rampStyle } from './charts/ramp.js';

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

export interface Asset {
  url: string;
  type: string;
  body: string;
}

const built = (name: string) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');

/** Style of charts, also written into those that stand alone. */
export const CHART_STYLE = built('chart.css') + rampStyle();

const CONTENTS = {
  'page.css': built('page.css') + CHART_STYLE,
  'enhance.js': built('enhance.js'),
  'validate.js': built('validate.js'),
  'icon.svg': built('icon.svg'),
};

export type AssetName = keyof typeof CONTENTS;

const assets = new Map(
  Object.entries(CONTENTS).map(([name, body]) => {
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    const [stem = name, extension = ''] = name.split('.');
    const url = `/assets/${stem}-${hash}.${extension}`;
    return [name, { url, body, type: TYPES[extension as keyof typeof TYPES] } satisfies Asset] as const;
  }),
);

export function assetUrl(name: AssetName): string {
  return assets.get(name)?.url ?? '';
}

export function findAsset(url: string): Asset | undefined {
  return [...assets.values()].find((asset) => asset.url === url);
}

/** Names all assets at once: it is part of the entity tag of pages. */
export const ASSETS_DIGEST = createHash('sha256')
  .update([...assets.values()].map(({ url }) => url).join())
  .digest('hex')
  .slice(0, 8);
