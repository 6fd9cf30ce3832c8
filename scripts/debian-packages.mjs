// The Debian packages that only tests need. Tests skip without them, and say so; in CI, as root, what is missing is
// installed first, so that nothing is skipped there in silence.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PACKAGES = [
  { name: 'chromium', provides: '/usr/bin/chromium', without: 'pages in a real browser' },
  { name: 'gh', provides: '/usr/bin/gh', without: 'submitting with the token of `gh`' },
  { name: 'openssh-server', provides: '/usr/sbin/sshd', without: 'submitting over ssh' },
  { name: 'sqlite3', provides: '/usr/bin/sqlite3', without: 'the SQLite export read by its own shell' },
];

/** Installs what is missing where that is wanted (`CI`, root, apt-get); else says what is left out and how to have it. */
export function debianPackages() {
  const missing = PACKAGES.filter(({ provides }) => !existsSync(provides));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (process.env.CI && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error(`installing ${names.join(', ')} (apt-get) …`);
    const apt = (...args) =>
      spawnSync('apt-get', args, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0;
    if (apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', ...names)) return;
    console.error('apt-get failed; the tests that need them are left out');
  }
  for (const { name, without } of missing) console.error(`left out: ${without} (apt-get install ${name})`);
}
