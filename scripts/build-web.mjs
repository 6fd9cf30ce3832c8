// What pages link, beside the compiled pages (server/dist/web/assets/, not committed):
//   1. styles    of pages and of charts, minified
//   2. scripts   for the browser, bundled and minified
//   3. icon      as it is
import { copyFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const web = new URL('../server/web/', import.meta.url);
const assets = new URL('../server/dist/web/assets/', import.meta.url);
const at = (base, name) => fileURLToPath(new URL(name, base));

await mkdir(assets, { recursive: true });
const common = { bundle: true, minify: true, outdir: fileURLToPath(assets), logLevel: 'warning' };

// 1, 2 ---------------------------------------------------------------------------------------------------------------
await build({ ...common, entryPoints: [at(web, 'style/page.css'), at(web, 'style/chart.css')] });
await build({
  ...common,
  entryPoints: [at(web, 'browser/enhance.ts'), at(web, 'browser/validate.ts')],
  format: 'esm',
  target: 'es2022',
});

// 3 ------------------------------------------------------------------------------------------------------------------
await copyFile(at(web, 'style/icon.svg'), at(assets, 'icon.svg'));
