#!/usr/bin/env node
// The door of the contributor's command. Plain JavaScript that any Node can parse: it checks the version before it
// imports anything.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `ipc-bench needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one.\n`,
  );
  process.exitCode = 75;
} else {
  const { main } = await import('../dist/cli/main.js');
  process.exitCode = await main(process.argv.slice(2));
}
