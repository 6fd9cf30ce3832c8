// The machine key: an Ed25519 key pair made at first use from random bits and nothing else. Its public half is the
// pseudonym of this machine's results; its private half never leaves the state folder except by `id --export`.
import crypto, { type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineKey } from '@ipc-bench/schema/identity';
import { RunnerError } from '../errors.js';
import type { Settings } from '../settings.js';
import { storageMessage, writePrivateFile } from '../store/whole-file.js';

export interface KeyPair {
  /** Public half, 64 lower-case hex digits. */
  machineKey: MachineKey;
  privateKey: KeyObject;
}

const FILE = 'machine-key.pem';

function keyPath({ stateDir }: Settings): string {
  return join(stateDir, FILE);
}

export function hasMachineKey(settings: Settings): boolean {
  return existsSync(keyPath(settings));
}

/** Reads the key, or makes one at first use. Throws `bad_key` and `storage`. */
export function readMachineKey(settings: Settings): KeyPair {
  return hasMachineKey(settings) ? parseKey(readText(keyPath(settings))) : resetMachineKey(settings);
}

/** Makes a new key in place of the old one, which is gone unless it was exported. */
export function resetMachineKey(settings: Settings): KeyPair {
  const { privateKey } = crypto.generateKeyPairSync('ed25519');
  writePrivateFile(keyPath(settings), privateKey.export({ format: 'pem', type: 'pkcs8' }) as string);
  return toPair(privateKey);
}

/** Writes a copy of the key to a new file with mode 0600; never over an existing one. */
export function exportMachineKey(settings: Settings, file: string): void {
  const pem = toPem(readMachineKey(settings));
  try {
    writeFileSync(file, pem, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new RunnerError('storage', `The key was not exported: ${storageMessage(error)}`, { cause: error });
  }
}

/** Takes the key from a file that `id --export` wrote. */
export function importMachineKey(settings: Settings, file: string): KeyPair {
  const pair = parseKey(readText(file));
  writePrivateFile(keyPath(settings), toPem(pair));
  return pair;
}

/** The key in a file, without taking it. */
export function readKeyFile(file: string): KeyPair {
  return parseKey(readText(file));
}

function toPem({ privateKey }: KeyPair): string {
  return privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RunnerError('bad_key', storageMessage(error), { cause: error });
  }
}

function parseKey(pem: string): KeyPair {
  let privateKey: KeyObject;
  try {
    privateKey = crypto.createPrivateKey(pem);
  } catch (error) {
    throw new RunnerError('bad_key', 'The file holds no private key.', { cause: error });
  }
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new RunnerError('bad_key', `The file holds a key of type ${privateKey.asymmetricKeyType}, not ed25519.`);
  return toPair(privateKey);
}

function toPair(privateKey: KeyObject): KeyPair {
  const spki = crypto.createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { machineKey: spki.subarray(-32).toString('hex') as MachineKey, privateKey };
}
