// What admission costs: canonical check, schema, rules and signature of a result the runner made, in CPU time, against
// JSON.parse + JSON.stringify of the same bytes in the same run.
import crypto from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cryptographyFromNode } from '@ipc-bench/schema/cryptography-from-node';
import { judge } from '@ipc-bench/schema/judge';

const shipped = fileURLToPath(new URL('../../results-repo/results', import.meta.url));

function firstResult(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const found = entry.isDirectory() ? firstResult(path) : path;
    if (found) return found;
  }
  return null;
}

/** Median CPU milliseconds of one call, over rounds of many calls. */
function cpuMs(action) {
  const ROUNDS = 15;
  const CALLS = 40;
  for (let call = 0; call < CALLS; call++) action();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    for (let call = 0; call < CALLS; call++) action();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / CALLS;
  });
  return rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}

export function bench() {
  const bytes = readFileSync(firstResult(shipped));
  const text = bytes.toString();
  const cryptography = cryptographyFromNode(crypto);
  const trusting = { ...cryptography, verifyEd25519: () => true };
  const reference = cpuMs(() => JSON.stringify(JSON.parse(text)));
  const row = (name, value, note) => ({ name, value, unit: 'ms CPU', reference, ratio: value / reference, note });
  const unsigned = cpuMs(() => judge(bytes, { cryptography: trusting }));
  const whole = cpuMs(() => judge(bytes, { cryptography }));
  return [
    row(`admit one result of ${bytes.length} bytes, signature not verified`, unsigned, 'target <= 6 x'),
    row('the same with its signature', whole, `the signature alone ${(whole - unsigned).toFixed(3)} ms`),
  ];
}
