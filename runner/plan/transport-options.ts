import type { Parameters } from '@ipc-bench/schema/document';
import type { BenchmarkSpec } from '@ipc-bench/schema/suite-manifest';

/** Parameters that every benchmark has or that the placement gives; what remains are options of the transport. */
const COMMON: ReadonlySet<string> = new Set([
  'message_bytes',
  'placement',
  'idle',
  'touch',
  'initiator_cpu',
  'responder_cpu',
  'writer_cpu',
  'reader_cpu',
  'pinned',
]);

/** Where the first value to measure is not the one below: `true` for a switch, the least for a number. */
const PREFERRED: Readonly<Record<string, boolean | number>> = { huge_pages: false };

/** Sets of options to measure, the usual one first: every combination of switches; other kinds take one value. */
export function optionSets(spec: BenchmarkSpec, takesAll: boolean): Parameters[] {
  let sets: Parameters[] = [{}];
  for (const [name, parameter] of Object.entries(spec.parameters)) {
    if (COMMON.has(name)) continue;
    if (parameter.type === 'integer' && !parameter.required) continue; // left out: as the system sets it
    let values: readonly (boolean | number | string)[];
    if (parameter.type === 'boolean') values = PREFERRED[name] === false ? [false, true] : [true, false];
    else if (parameter.type === 'integer') values = [PREFERRED[name] ?? parameter.minimum];
    else values = parameter.values;
    const used = takesAll ? values : values.slice(0, 1);
    sets = used.flatMap((value) => sets.map((set) => ({ ...set, [name]: value })));
  }
  return sets;
}

/** The options among the parameters as the shim takes them: `--set nodelay=1`. */
export function settingArguments(parameters: Parameters): string[] {
  return Object.entries(parameters)
    .filter(([name]) => !COMMON.has(name))
    .flatMap(([name, value]) => ['--set', `${name}=${Number(value)}`]);
}
