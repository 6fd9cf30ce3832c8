// Every round adds a pack; joining them now and then keeps reading quick. Readers notice nothing.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '../git/port.js';

const MAX_PACKS = 50;

/** Joins packs when there are many. For the holder of the writer lock only. */
export async function keepTidy(repository: Repository): Promise<void> {
  const files = await readdir(join(repository.path, 'objects', 'pack')).catch(() => []);
  if (files.filter((name) => name.endsWith('.pack')).length > MAX_PACKS) await repository.maintain();
}
