#!/usr/bin/env node
// The door of the maintainer's command. Plain JavaScript that any Node can parse: it checks the version before it
// imports anything, because better-sqlite3 ends older ones without a word.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 14)) {
  process.stderr.write(
    `ipc-bench-db needs Node.js 22.14 or newer; this is ${process.versions.node}.\n` +
      'Run it through npx or an npm script from a clone (the repository brings its own Node 24), or install a newer Node.js.\n',
  );
  process.exitCode = 75;
} else {
  const { main } = await import('../dist/cli/main.js');
  process.exitCode = await main(process.argv.slice(2));
  if (process.exitCode === 130) process.exit(); // a source that does not answer must not hold up Ctrl-C
}
