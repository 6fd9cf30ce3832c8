import type { Options } from 'ajv';

export const ajvOptions: Options;
