// All commands, in the order in which help lists them. A command is a file and a line here.
import { check } from './check.js';
import type { Command } from './command.js';
import { digest } from './digest.js';
import { doctor } from './doctor.js';
import { erratum } from './erratum.js';
import { exportCommand } from './export.js';
import { importLegacy } from './import-legacy.js';
import { init } from './init.js';
import { merge } from './merge.js';
import { reindex } from './reindex.js';
import { retract } from './retract.js';
import { serve } from './serve.js';
import { snapshot } from './snapshot.js';
import { sources } from './sources.js';
import { trust } from './trust.js';
import { validateAdviceCommand } from './validate-advice.js';
import { watch } from './watch.js';

// biome-ignore format: one line per command
export const commands: readonly Command[] = [
  init,
  merge,
  check,
  sources,
  watch,
  importLegacy,
  digest,
  trust,
  erratum,
  retract,
  snapshot,
  reindex,
  serve,
  exportCommand,
  doctor,
  validateAdviceCommand,
];
