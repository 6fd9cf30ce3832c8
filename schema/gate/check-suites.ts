import { formatCanonical } from '../canonical-json.js';
import type { BenchmarkSpec, ParameterSpec, SuiteManifest } from '../suite-manifest.js';
import { parseVersion } from '../version.js';
import { type Bump, largerBump } from './compute-bump.js';
import type { Problem } from './schema-node.js';

/** The step a declared version makes from the one before it; `null` when it goes backwards or does not parse. */
export function declaredBump(before: string, after: string): Bump | 'epoch' | null {
  const [from, to] = [parseVersion(before), parseVersion(after)];
  if (!from || !to) return null;
  if (to.epoch > from.epoch) return 'epoch';
  if (to.epoch < from.epoch) return null;
  if (to.major > from.major) return to.major === from.major + 1 && to.minor === 0 ? 'major' : null;
  if (to.major < from.major) return null;
  if (to.minor > from.minor) return to.minor === from.minor + 1 ? 'minor' : null;
  return to.minor === from.minor ? 'none' : null;
}

const RANK: readonly (Bump | 'epoch')[] = ['none', 'minor', 'major', 'epoch'];

export function isSmaller(declared: Bump | 'epoch', needed: Bump | 'epoch'): boolean {
  return RANK.indexOf(declared) < RANK.indexOf(needed);
}

/** What one benchmark's change asks for, read off the two specifications. */
export function computeBenchmarkBump(before: BenchmarkSpec, after: BenchmarkSpec): Bump {
  let bump: Bump = before.mechanism === after.mechanism && before.class === after.class ? 'none' : 'major';
  for (const name of new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)]))
    bump = largerBump(bump, parameterBump(before.parameters[name], after.parameters[name]));
  for (const name of new Set([...Object.keys(before.metrics), ...Object.keys(after.metrics)])) {
    const [old, now] = [before.metrics[name], after.metrics[name]];
    if (old && now && (old.unit !== now.unit || old.better !== now.better || now.definition < old.definition))
      bump = 'major';
    else if (formatCanonical(old ?? null) !== formatCanonical(now ?? null))
      bump = largerBump(bump, old && !now ? 'major' : 'minor');
  }
  if (before.kinds.some((kind) => !after.kinds.includes(kind))) return 'major';
  return before.kinds.length === after.kinds.length ? bump : largerBump(bump, 'minor');
}

/** A condition may come and go; an identity parameter is part of what the number is. */
function parameterBump(before: ParameterSpec | undefined, after: ParameterSpec | undefined): Bump {
  if (!before || !after) {
    const one = before ?? after;
    return one?.role === 'condition' && (!one.required || !after) ? 'minor' : 'major';
  }
  if (before.type !== after.type || before.role !== after.role || before.required !== after.required) return 'major';
  if (before.type === 'integer' && after.type === 'integer') {
    if (after.minimum > before.minimum || after.maximum < before.maximum) return 'major';
    return after.minimum === before.minimum && after.maximum === before.maximum ? 'none' : 'minor';
  }
  if (before.type === 'choice' && after.type === 'choice') {
    if (before.values.some((value) => !after.values.includes(value))) return 'major';
    return before.values.length === after.values.length ? 'none' : 'minor';
  }
  return 'none';
}

/**
 * Objections to a step from one suite manifest to the next; epochs are not compared with each other. `liftedMajors` lists
 * the lifts that exist, as `<benchmark> <epoch>.<major>` of the side they start from.
 */
export function checkSuiteStep(
  before: SuiteManifest,
  after: SuiteManifest,
  liftedMajors: readonly string[],
): Problem[] {
  const [from, to] = [before.suite.version, after.suite.version];
  const place = `suite/${to}`;
  const declared = declaredBump(from, to);
  if (declared === null || declared === 'none')
    return [{ code: 'suite_order', place, message: `does not follow ${from} by one step` }];
  if (declared === 'epoch') return [];
  const problems: Problem[] = [];
  let needed: Bump = 'none';
  for (const [id, old] of Object.entries(before.benchmarks)) {
    const now = after.benchmarks[id];
    if (!now) {
      needed = 'major';
      continue;
    }
    const step = declaredBump(old.version, now.version);
    const benchmarkBump = computeBenchmarkBump(old, now);
    if (step === null)
      problems.push({ code: 'benchmark_order', place, message: `${id} goes from ${old.version} to ${now.version}` });
    else if (isSmaller(step, benchmarkBump))
      problems.push({
        code: 'benchmark_bump',
        place,
        message: `${id} declares ${step} but changed by ${benchmarkBump}`,
      });
    const version = parseVersion(old.version);
    if (step === 'major' && version && !liftedMajors.includes(`${id} ${version.epoch}.${version.major}`))
      problems.push({ code: 'lift_missing', place, message: `no lift of ${id} from ${old.version}` });
    if (step !== 'none') needed = largerBump(needed, 'minor');
  }
  for (const list of ['reasons', 'left_out'] as const)
    if (before[list].some((word) => !after[list].includes(word))) needed = 'major';
  if (isSmaller(declared, needed))
    problems.push({ code: 'suite_bump', place, message: `declares ${declared} but changed by ${needed}` });
  return problems;
}

/** Objections to one manifest by itself. */
export function checkSuite(manifest: SuiteManifest, fileVersion: string): Problem[] {
  const place = `suite/${fileVersion}`;
  const problems: Problem[] = [];
  const note = (code: string, message: string) => problems.push({ code, place, message });
  if (manifest.suite.version !== fileVersion) note('file_version', `says it is ${manifest.suite.version}`);
  for (const [id, spec] of Object.entries(manifest.benchmarks)) {
    if (!/^[a-z][a-z0-9_]{0,47}\.(?:latency|throughput)$/.test(id))
      note('benchmark_id', `${id} is not <mechanism>.<kind>`);
    if (id !== `${spec.mechanism}.${id.split('.')[1]}`)
      note('benchmark_id', `${id} does not begin with ${spec.mechanism}`);
    const version = parseVersion(spec.version);
    if (!version) note('benchmark_version', `${id} has the malformed version ${spec.version}`);
    else if (parseVersion(fileVersion)?.epoch === 0 && version.epoch !== 0)
      note('benchmark_version', `${id} of historic suites has epoch 0`);
    if (Object.keys(spec.metrics).length === 0) note('metrics', `${id} has no metric`);
    for (const [name, { unit, definition }] of Object.entries(spec.metrics))
      if (unit === '' || !Number.isSafeInteger(definition) || definition < 1)
        note('metrics', `${id} ${name} lacks unit or definition`);
    for (const [name, parameter] of Object.entries(spec.parameters))
      if (parameter.type === 'choice' && parameter.values.some((value) => !/^[a-z][a-z0-9_-]{0,31}$/.test(value)))
        note('choice', `${id} ${name} has a value that no document may hold`);
  }
  return problems;
}
