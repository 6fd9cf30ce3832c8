// Options that several commands share.
import type { OptionSpec } from './command.js';

export const DATA_OPTION: OptionSpec = { flags: '--data <dir>', description: 'data directory (default: ./data)' };
export const JSON_OPTION: OptionSpec = { flags: '--json', description: 'answer as one JSON document' };
export const DRY_RUN_OPTION: OptionSpec = { flags: '--dry-run', description: 'do everything but write' };
export const LOOPBACK_OPTION: OptionSpec = {
  flags: '--allow-loopback',
  description: 'also read http from this machine (tests, demonstrations)',
};
