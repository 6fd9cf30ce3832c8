// From a run to its result document: unsigned, format 1.0.0, suite 0.1.0. A pure function of the run, so that any importer,
// on any machine, in any order, writes the same bytes under the same id.
import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { cryptographyFromNode } from '@ipc-bench/schema/cryptography-from-node';
import type { ResultDocument } from '@ipc-bench/schema/document';
import type { Finding } from '@ipc-bench/schema/findings';
import type { ResultId, Subject } from '@ipc-bench/schema/identity';
import { judge } from '@ipc-bench/schema/judge';
import { describeLatency } from './describe-latency.js';
import { describeMachine } from './describe-machine.js';
import { describeThroughput } from './describe-throughput.js';
import { HISTORIC_SUITE } from './historic-benchmarks.js';
import type { HistoricRun } from './historic-run.js';
import { type Refusal, refuse } from './refusal.js';

/** The format written here; a later format gets a migration, never another import. */
const FORMAT = '1.0.0';
/** `run.runner` of every import. Raising it gives every archive a second document: do not. */
const IMPORTER_VERSION = '0.1.0';
const NONCE_DOMAIN = 'ipc-bench/historic-nonce/1\0';
const MAX_CPUS = 256;
const MAX_MEASUREMENTS = 4096;
const MAX_DOCUMENT_BYTES = 1024 * 1024;

export interface ImportedDocument {
  id: ResultId;
  /** What facts about it name. */
  subject: Subject;
  /** Where the file belongs in a results repository. */
  path: string;
  bytes: Uint8Array;
  document: ResultDocument;
}

/** The document, judged by the validator, or why the format cannot hold the run. */
export function toDocument(run: HistoricRun): ImportedDocument | Refusal {
  if (run.latency.some(({ n }) => n > MAX_CPUS)) {
    return refuse('document_too_large', `The run has matrices of more than ${MAX_CPUS} CPUs.`);
  }
  const document = describeRun(run);
  if (document.measurements.length > MAX_MEASUREMENTS) {
    return refuse('document_too_large', `The run has ${document.measurements.length} measurements.`);
  }
  const bytes = canonicalBytes(document);
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    return refuse('document_too_large', `The document would have ${bytes.length} bytes.`);
  }
  const report = judge(bytes, { cryptography: cryptographyFromNode(crypto) });
  if (report.verdict !== 'valid')
    throw new TypeError(`the import made an invalid document: ${explain(report.findings)}`);
  return { id: report.id, subject: report.subject, path: report.path, bytes, document };
}

function describeRun(run: HistoricRun): ResultDocument {
  const document: Omit<ResultDocument, 'nonce'> = {
    envelope: 1,
    schema: FORMAT,
    suite: { name: 'ipc-bench', version: HISTORIC_SUITE },
    day: run.day,
    run: { profile: 'imported', runner: IMPORTER_VERSION, run_key: run.runKey, flags: run.flags },
    machine: describeMachine(run),
    measurements: [...describeThroughput(run), ...describeLatency(run)],
  };
  const nonce = crypto.createHash('sha256').update(NONCE_DOMAIN).update(canonicalBytes(document)).digest('hex');
  return { ...document, nonce: nonce.slice(0, 32) };
}

function explain(findings: readonly Finding[]): string {
  const [first, ...others] = findings.map(({ rule, pointer }) => `${rule} at ${pointer}`);
  return `The validator refuses it: ${first ?? 'deferred'}${others.length > 0 ? ` and ${others.length} more` : ''}.`;
}
