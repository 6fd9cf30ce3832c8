// Build, in numbered steps:
//   1. generate  schema/generated/ from the JSON registries (validators, manifests)
//   2. compile   every workspace with `tsc -b` into its dist/
//   3. web       styles and browser scripts of the pages, into server/dist/web/assets/
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function step(label, command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`build: ${label} failed`);
    process.exit(status ?? 1);
  }
}

step('generate', process.execPath, ['scripts/generate-schema.mjs']);
step('compile', process.execPath, ['node_modules/typescript/bin/tsc', '-b', ...process.argv.slice(2)]);
step('web', process.execPath, ['scripts/build-web.mjs']);
