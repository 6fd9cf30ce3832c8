// All commands, in the order in which help lists them. A command is a file and a line here.
import type { Command } from './command.js';
import { digest } from './digest.js';
import { importLegacy } from './import-legacy.js';
import { init } from './init.js';
import { merge } from './merge.js';
import { reindex } from './reindex.js';
import { serve } from './serve.js';

export const commands: readonly Command[] = [init, merge, importLegacy, digest, reindex, serve];
