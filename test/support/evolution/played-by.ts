// What a tool of some age makes of files: real bytes in a real repository, judged, migrated, indexed and asked.
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import type { Measurement, ResultDocument } from '@ipc-bench/schema/document';
import { judge } from '@ipc-bench/schema/judge';
import { viewResult } from '@ipc-bench/server/index/view-result';
import { queries } from '@ipc-bench/server/query/queries';
import { findFile } from '@ipc-bench/server/query/result';
import { listSpans } from '@ipc-bench/server/query/spans';
import { cryptography, latencyMeasurement, plainDocument, signDocument, testKey } from '../document.js';
import { indexedData } from '../indexed.js';
import type { Release } from './releases.js';

export interface File {
  id: string;
  path: string;
  bytes: Uint8Array;
}

export type Row = Record<string, unknown>;

/** What some benchmarks ask for beside the usual parameters. */
const OWN_PARAMETERS: Readonly<Record<string, Row>> = {
  'tcp.latency': { nodelay: true },
  'signal.latency': { message_bytes: 8 },
};

/** One latency measurement at a version of its benchmark; `parameters` are added to the usual ones. */
export function measured(benchmark: string, version: string, p50Ps: number, parameters: Row = {}): Measurement {
  const measurement = latencyMeasurement(p50Ps);
  const all = { ...measurement.parameters, ...OWN_PARAMETERS[benchmark], ...parameters };
  return { ...measurement, benchmark, version, parameters: all } as Measurement;
}

let nonces = 0;

/** A signed document of a machine as the file of the layout, not judged; `machine` is added to the usual machine. */
export function fileOf(
  { format, suite, machine = {} }: { format: string; suite: string; machine?: object },
  measurements: Measurement[],
  keyName = 'evolution',
): File {
  const plain = plainDocument({
    schema: format,
    suite: { name: 'ipc-bench', version: suite },
    nonce: (++nonces).toString(16).padStart(32, '0'),
    measurements,
  });
  const document = { ...plain, machine: { ...plain.machine, ...machine } } as ResultDocument;
  const bytes = canonicalBytes(signDocument(document, testKey(keyName)));
  const id = cryptography.sha256(bytes);
  return { id, path: `results/e${suite.split('.')[0]}/2026/11/20/${id}.json`, bytes };
}

/** Verdict and findings of a tool of that age. */
export function judgedBy({ registry }: Release, { bytes, path }: File) {
  return judge(bytes, { cryptography, registry, path });
}

/** A whole tool of that age over the files; closed by `cleanup`. */
export async function playedBy(
  release: Release,
  files: readonly { path: string; bytes: Uint8Array }[],
  cleanup: (close: () => void) => void,
  trusted: readonly string[] = [],
) {
  const { index } = await indexedData(files, { ...release, trusted }, cleanup);
  cleanup(() => index.close());
  const { left_out } = index.read((snapshot) => snapshot.summary());
  if (left_out.length > 0) throw new Error(JSON.stringify(left_out));

  function ask(name: string, parameters: Readonly<Record<string, string>> = {}) {
    const query = queries.find((one) => one.name === name);
    if (!query) throw new Error(`no question ${name}`);
    return JSON.parse(index.read(query.plan(parameters)).body.toString());
  }

  return {
    ask,
    rows: (name: string, parameters?: Readonly<Record<string, string>>) => ask(name, parameters).rows as Row[],
    /** The numbers of one result by metric. */
    numbersOf({ id }: File, metric = 'rtt_p50'): Row[] {
      return (ask('measurements', { metric, limit: '500' }).rows as Row[]).filter(({ result }) => result === id);
    },
    /** Spans of a metric, the historic ones left out. */
    spans: (benchmark: string, metric = 'rtt_p50') =>
      index
        .read((snapshot) => listSpans(snapshot, release.registry))
        .filter((span) => span.benchmark === benchmark && span.metric === metric && span.epoch > 0),
    summary: () => index.read((snapshot) => snapshot.summary()),
    /** The document as this tool's readers see it, and what it cost. */
    view({ id, bytes }: File) {
      const indexed = index.read((snapshot) => findFile(snapshot, id));
      const view = indexed && viewResult(bytes, indexed, { ...release, cryptography });
      if (!view) throw new Error(`${id} is not indexed`);
      return {
        ...view,
        document: JSON.parse(Buffer.from(view.document).toString()) as ResultDocument & { machine: Row },
      };
    },
  };
}
