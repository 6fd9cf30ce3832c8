// All commands, in the order a newcomer meets them. Adding one is a new file and a line here.
import type { Command } from '../command.js';
import { id } from './id.js';
import { list } from './list.js';
import { retract } from './retract.js';
import { run } from './run.js';
import { schema } from './schema.js';
import { show } from './show.js';
import { submit } from './submit.js';
import { validate } from './validate.js';

export const commands: readonly Command[] = [run, show, list, validate, submit, retract, id, schema];
