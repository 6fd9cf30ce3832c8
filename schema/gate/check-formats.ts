import { parseVersion } from '../version.js';
import { declaredBump, isSmaller } from './check-suites.js';
import { computeBump } from './compute-bump.js';
import { lintProfile } from './lint-profile.js';
import type { Problem, SchemaNode } from './schema-node.js';

export interface FormatFile {
  /** From the file's name. */
  version: string;
  schema: SchemaNode;
}

/** Members that never change place or type, in any epoch. */
const ENVELOPE = ['envelope', 'schema', 'suite', 'day', 'nonce', 'machine_key', 'signature'] as const;

/**
 * Objections to the formats in ascending order: profile, declared bumps, envelope, and a migration for each major step.
 * `migratedMajors` lists the steps that exist, as `epoch.major` of the format they start from.
 */
export function checkFormats(formats: readonly FormatFile[], migratedMajors: readonly string[]): Problem[] {
  return formats.flatMap((format, at) => {
    const previous = formats[at - 1];
    return [
      ...lintProfile(format.schema, `result/${format.version}`),
      ...checkEnvelope(format, formats[0] ?? format),
      ...(previous ? checkStep(previous, format, migratedMajors) : []),
    ];
  });
}

function checkStep(before: FormatFile, after: FormatFile, migratedMajors: readonly string[]): Problem[] {
  const place = `result/${after.version}`;
  const declared = declaredBump(before.version, after.version);
  if (declared === null || declared === 'none')
    return [{ code: 'format_order', place, message: `does not follow ${before.version} by one step` }];
  if (declared === 'epoch') return [];
  const needed = computeBump(before.schema, after.schema);
  const problems: Problem[] = [];
  if (isSmaller(declared, needed))
    problems.push({ code: 'format_bump', place, message: `declares ${declared} but changed by ${needed}` });
  const from = parseVersion(before.version);
  if (declared === 'major' && from && !migratedMajors.includes(`${from.epoch}.${from.major}`))
    problems.push({ code: 'migration_missing', place, message: `no migration from ${from.epoch}.${from.major}` });
  return problems;
}

function withDefinitions(node: SchemaNode, { $defs }: SchemaNode): SchemaNode {
  return { ...node, ...($defs ? { $defs } : {}) };
}

function checkEnvelope({ version, schema }: FormatFile, first: FormatFile): Problem[] {
  return ENVELOPE.flatMap((member) => {
    const [here, there] = [schema.properties?.[member], first.schema.properties?.[member]];
    if (!here || !there) return [{ code: 'envelope', place: `result/${version}`, message: `${member} is missing` }];
    const bump = computeBump(withDefinitions(there, first.schema), withDefinitions(here, schema));
    return bump === 'none' ? [] : [{ code: 'envelope', place: `result/${version}`, message: `${member} changed` }];
  });
}
