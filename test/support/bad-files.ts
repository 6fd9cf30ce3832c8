// One file per way in which a result can be wrong, each at the path its bytes would have, and what the validator must
// say of it.
import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { plainDocument, resultFile, signDocument, testKey } from './document.js';

export interface BadFile {
  name: string;
  path: string;
  bytes: Uint8Array;
  /** Rule and pointer that must be among the findings. */
  rule: string;
  pointer: string;
}

const DAY = 'results/e1/2026/11/20';
const key = testKey('bad files');
const good = resultFile(plainDocument(), key);
const goodText = new TextDecoder().decode(good.bytes);

function inPlace(name: string, content: string | Uint8Array, rule: string, pointer = ''): BadFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const id = crypto.createHash('sha256').update(bytes).digest('hex');
  return { name, path: `${DAY}/${id}.json`, bytes, rule, pointer };
}

const edited = (from: string, to: string): string => {
  if (!goodText.includes(from)) throw new Error(`the document does not hold ${from}`);
  return goodText.replace(from, to);
};

/** The same signature with S + L: the curve equation holds all the same. */
function respelt(): Uint8Array {
  const document = signDocument(plainDocument(), key);
  const bytes = Buffer.from(document.signature ?? '', 'hex');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
  const spelt = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
  return canonicalBytes({ ...document, signature: Buffer.concat([bytes.subarray(0, 32), spelt]).toString('hex') });
}

function hostName(): Uint8Array {
  const document = structuredClone(plainDocument());
  document.machine.cpu.name = 'Intel(R) build7.corp.example CPU';
  return canonicalBytes(signDocument(document, key));
}

function unknownField(): Uint8Array {
  const document = structuredClone(plainDocument());
  Object.assign(document.machine, { hostname: 1 });
  return canonicalBytes(signDocument(document, key));
}

export const badFiles: readonly BadFile[] = [
  inPlace('one wrong byte', edited('"stepping":8', '"stepping":9'), 'signature_wrong', '/signature'),
  inPlace('a duplicate key', edited('"os":"linux"', '"os":"linux","os":"linux"'), 'duplicate_key', '/machine/os'),
  inPlace('__proto__', edited('{"day"', '{"__proto__":1,"day"'), 'forbidden_key', '/__proto__'),
  inPlace('1e400', edited('"stepping":8', '"stepping":1e400'), 'number_range', '/machine/cpu/stepping'),
  inPlace('a lone surrogate', edited('"linux"', '"\\ud800"'), 'lone_surrogate', '/machine/os'),
  inPlace('depth 33', `{"a":${'['.repeat(32)}${']'.repeat(32)}}`, 'depth'),
  inPlace('1 MiB + 1', `"${'a'.repeat(1024 * 1024 - 1)}"`, 'size'),
  { name: 'a wrong path', path: good.path.replace('/20/', '/21/'), bytes: good.bytes, rule: 'path', pointer: '' },
  inPlace('an unknown field', unknownField(), 'unknown_field', '/machine/hostname'),
  inPlace('a host name in an allowed string', hostName(), 'privacy_host_name', '/machine/cpu/name'),
  inPlace('a respelt signature', respelt(), 'signature_spelling', '/signature'),
  inPlace('no JSON at all', 'hello', 'json_syntax'),
];
