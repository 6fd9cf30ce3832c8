import { canonicalBytes, formatCanonical } from '@ipc-bench/schema/canonical-json';
import type { ResultDocument } from '@ipc-bench/schema/document';
import { judge } from '@ipc-bench/schema/judge';
import { describe, expect, it } from 'vitest';
import { cryptography, plainDocument, resultFile, signDocument, testKey } from '../support/document.js';

const key = testKey('judge');
const judgeText = (text: string, path?: string) =>
  judge(new TextEncoder().encode(text), { cryptography, ...(path ? { path } : {}) });
const judgeDocument = (document: ResultDocument) => judge(canonicalBytes(document), { cryptography });

/** Signs after the change, so that only the rule under test can refuse. */
function judgeChanged(change: (document: ResultDocument) => void) {
  const document = structuredClone(plainDocument());
  change(document);
  return judgeDocument(signDocument(document, key));
}

function codes(report: ReturnType<typeof judge>) {
  return report.findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
}

describe('judge', () => {
  const good = resultFile(plainDocument(), key);
  const goodText = new TextDecoder().decode(good.bytes);

  it('accepts a signed document at its path', () => {
    expect(judge(good.bytes, { cryptography, path: good.path })).toMatchObject({ verdict: 'valid', path: good.path });
  });

  it('refuses the right bytes at a wrong path', () => {
    expect(codes(judge(good.bytes, { cryptography, path: good.path.replace('/20/', '/21/') }))).toEqual(['path ']);
  });

  it('refuses one wrong byte by its signature', () => {
    expect(codes(judgeText(goodText.replace('"stepping":8', '"stepping":9')))).toEqual(['signature_wrong /signature']);
  });

  it.each([
    [
      'a duplicate key',
      (text: string) => text.replace('"os":"linux"', '"os":"linux","os":"linux"'),
      'duplicate_key /machine/os',
    ],
    ['__proto__', (text: string) => text.replace('{"day"', '{"__proto__":1,"day"'), 'forbidden_key /__proto__'],
    ['1e400', (text: string) => text.replace('"stepping":8', '"stepping":1e400'), 'number_range /machine/cpu/stepping'],
    [
      '2^53+1',
      (text: string) => text.replace('"stepping":8', '"stepping":9007199254740993'),
      'number_range /machine/cpu/stepping',
    ],
    ['1.0', (text: string) => text.replace('"stepping":8', '"stepping":8.0'), 'number_form /machine/cpu/stepping'],
    ['-0', (text: string) => text.replace('"stepping":8', '"stepping":-0'), 'number_form /machine/cpu/stepping'],
    ['a lone surrogate', (text: string) => text.replace('"linux"', '"\\ud800"'), 'lone_surrogate /machine/os'],
    ['an escaped letter', (text: string) => text.replace('"linux"', '"linu\\u0078"'), 'string_form /machine/os'],
    ['white space', (text: string) => text.replace('"os":', '"os": '), 'white_space /machine/os'],
    ['a trailing newline', (text: string) => `${text}\n`, 'white_space '],
    ['swapped keys', (text: string) => text.replace(/("day":"[^"]*"),("envelope":1)/, '$2,$1'), 'key_order /day'],
    ['a broken text', (text: string) => text.slice(0, -1), 'json_syntax '],
    ['an array', () => '[]', 'not_an_object '],
    ['depth 33', () => `{"a":${'['.repeat(32)}${']'.repeat(32)}}`, 'depth '],
    ['depth 100,000', () => '['.repeat(100_000), 'depth '],
    ['1 MiB + 1', () => `"${'a'.repeat(1024 * 1024 - 1)}"`, 'size '],
  ])('refuses %s with its own code and pointer', (_name, change, expected) => {
    const report = judgeText(change(goodText));
    expect(report.verdict).toBe('invalid');
    expect(codes(report)).toContain(expected);
    for (const { remedy } of report.findings) expect(remedy).toMatch(/\w/);
  });

  it('accepts depth 32 and exactly 1 MiB as far as those rules go', () => {
    expect(codes(judgeText(`{"a":${'['.repeat(31)}${']'.repeat(31)}}`))).not.toContain('depth ');
    expect(codes(judgeText(`"${'a'.repeat(1024 * 1024 - 2)}"`))).toEqual(['not_an_object ']);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(codes(judge(new Uint8Array([0x7b, 0xff, 0x7d]), { cryptography }))).toEqual(['not_utf8 ']);
  });

  it.each([
    [
      'an unknown field',
      (d: ResultDocument) => Object.assign(d.machine, { hostname: 'x' }),
      'unknown_field /machine/hostname',
    ],
    [
      'a missing field',
      (d: ResultDocument) => delete (d.machine as Partial<typeof d.machine>).os,
      'missing_field /machine/os',
    ],
    [
      'a host name in an allowed string',
      (d: ResultDocument) => {
        d.machine.cpu.name = 'Intel(R) build7.corp.example CPU';
      },
      'privacy_host_name /machine/cpu/name',
    ],
    [
      'an unknown word in a CPU name',
      (d: ResultDocument) => {
        d.machine.cpu.name = 'Intel(R) buildhost CPU';
      },
      'privacy_word /machine/cpu/name',
    ],
    [
      'a day that does not exist',
      (d: ResultDocument) => {
        d.day = '2026-02-30';
      },
      'day /day',
    ],
    [
      'an unknown benchmark',
      (d: ResultDocument) => {
        first(d).benchmark = 'warp.latency';
      },
      'unknown_benchmark /measurements/0/benchmark',
    ],
    [
      'another benchmark version',
      (d: ResultDocument) => {
        first(d).version = '1.0.1';
      },
      'benchmark_version /measurements/0/version',
    ],
    [
      'an unknown parameter',
      (d: ResultDocument) => {
        first(d).parameters.colour = 'red';
      },
      'unknown_parameter /measurements/0/parameters/colour',
    ],
    [
      'a value outside the manifest',
      (d: ResultDocument) => {
        first(d).parameters.placement = 'my-host';
      },
      'parameter_value /measurements/0/parameters/placement',
    ],
    [
      'a missing parameter',
      (d: ResultDocument) => {
        delete first(d).parameters.idle;
      },
      'missing_parameter /measurements/0/parameters/idle',
    ],
    [
      'descending quantiles',
      (d: ResultDocument) => {
        repeat(d).min_ps = 9_000_001;
      },
      'quantile_order /measurements/0/repeats/0/p50_ps',
    ],
    [
      'a p99 of 20 samples',
      (d: ResultDocument) => {
        repeat(d).p99_ps = 9_000_000;
      },
      'quantile_support /measurements/0/repeats/0/p99_ps',
    ],
    [
      'a zero latency',
      (d: ResultDocument) => {
        repeat(d).p50_ps = 0;
      },
      'schema /measurements/0/repeats/0/p50_ps',
    ],
    [
      'a latency neither given nor censored',
      (d: ResultDocument) => {
        delete repeat(d).p50_ps;
      },
      'value_missing /measurements/0/repeats/0/p50_ps',
    ],
    [
      'a histogram that lost a sample',
      (d: ResultDocument) => {
        latency(d).histogram = { grid: 'log2x16', index: [305], count: [99] };
      },
      'histogram /measurements/0/histogram',
    ],
    [
      'the same point twice',
      (d: ResultDocument) => {
        d.measurements.push(structuredClone(first(d)));
      },
      'duplicate_point /measurements/1',
    ],
    [
      'a topology that contradicts itself',
      (d: ResultDocument) => {
        d.machine.topology.core = [0];
      },
      'topology /machine/topology/core',
    ],
  ])('refuses %s', (_name, change, expected) => {
    expect(codes(judgeChanged(change))).toContain(expected);
  });

  it('reports all findings of a document at once', () => {
    const report = judgeChanged((document) => {
      document.machine.cpu.name = 'Intel(R) buildhost CPU';
      repeat(document).min_ps = 9_000_001;
      first(document).parameters.placement = 'nowhere';
    });
    expect(report.findings.length).toBeGreaterThanOrEqual(3);
  });

  it('refuses an unsigned document of epoch 1 and a signed one of epoch 0', () => {
    expect(codes(judgeDocument(plainDocument()))).toEqual(['signature_missing /machine_key']);
    const historic = plainDocument({ suite: { name: 'ipc-bench', version: '0.1.0' } });
    expect(codes(judgeDocument(signDocument(historic, key)))).toEqual([
      'signature_unexpected /machine_key',
      'signature_unexpected /signature',
    ]);
  });

  it('refuses a respelt signature (S + L) and a key of small order', () => {
    const signed = signDocument(plainDocument(), key);
    const bytes = Buffer.from(signed.signature ?? '', 'hex');
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
    const respelt = Buffer.concat([
      bytes.subarray(0, 32),
      Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(),
    ]);
    expect(codes(judgeDocument({ ...signed, signature: respelt.toString('hex') }))).toEqual([
      'signature_spelling /signature',
    ]);
    const smallOrder = { ...signed, machine_key: `01${'00'.repeat(31)}` };
    expect(codes(judgeDocument(smallOrder))).toEqual(['key_small_order /machine_key']);
  });

  it('defers newer majors and epochs untouched, and says which versions they need', () => {
    const report = judgeChanged((document) => {
      document.schema = '99.0.0';
      Object.assign(document, { anything: ['at', 'all'] });
    });
    expect(report).toMatchObject({ verdict: 'deferred', needs: { format: '99.0.0', suite: '1.0.0' } });
  });

  it('reads a newer minor provisionally after leaving out what it does not know', () => {
    const report = judgeChanged((document) => {
      document.schema = '1.0.7';
      Object.assign(document.machine, { colour: 'red' });
    });
    expect(report.verdict).toBe('provisional');
    expect(formatCanonical(report)).not.toContain('colour');
  });
});

function first(document: ResultDocument) {
  const [measurement] = document.measurements;
  if (!measurement) throw new Error('the document has no measurement');
  return measurement;
}

function latency(document: ResultDocument) {
  const measurement = first(document);
  if (measurement.kind !== 'latency') throw new Error('not a latency measurement');
  return measurement;
}

function repeat(document: ResultDocument) {
  const [head] = latency(document).repeats;
  if (!head) throw new Error('the measurement has no repeat');
  return head;
}
