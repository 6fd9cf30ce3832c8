// A core-to-core matrix with the medians of its clusters.
import type { Machine, Matrix } from '@ipc-bench/schema/document';
import { Heatmap, type HeatmapData } from '../charts/heatmap.js';
import {
  byNeighbourhood,
  type Cluster,
  type CpuPlace,
  clusterMedians,
  cpuPlaces,
  type Relation,
} from '../core-relations.js';
import type { MaybeCensored } from '../lower-median.js';
import { counted, formatBytes, formatCount, formatQuantity, formatRatio } from '../quantity.js';
import { capital, mechanismName, parameterWords, plain } from '../words.js';
import { Amount } from './amount.js';
import { DataTable } from './data-table.js';
import { Figure } from './figure.js';

export interface MatrixFigureProps {
  matrix: Matrix;
  machine: Machine;
  /** Position among the matrices of the document. */
  at: number;
  resultId: string;
  revision: string;
}

/** Larger ones are an image, one pixel per cell. */
export const MOST_DRAWN = 128;
/** Up to this many CPUs every cell is in the table too. */
const MOST_TABLED = 16;

export function MatrixFigure({ matrix, machine, at, resultId, revision }: MatrixFigureProps) {
  const places = cpuPlaces(machine, matrix.cpus);
  const clusters = clusterMedians(matrix, places);
  const data = heatmapData(matrix, places);
  const { finding, basis, mechanism, name } = describeMatrix(matrix, clusters);
  const query = new URLSearchParams({ result: resultId, at: String(at) });
  return (
    <Figure
      id={`matrix-${at}`}
      finding={finding}
      basis={basis}
      revision={revision}
      data={[
        { label: 'result (JSON)', url: `/v1/results/${resultId}` },
        { label: 'cells (CSV)', url: `/chart/matrix.csv?${query}` },
        { label: 'chart (SVG)', url: `/chart/matrix.svg?${query}` },
      ]}
      aside={<ClusterTable clusters={clusters} name={name} />}
      table={
        matrix.cpus.length <= MOST_TABLED ? (
          <CellTable data={data} name={name} />
        ) : (
          <p>{counted(matrix.cpus.length ** 2, 'cell')}: see the CSV.</p>
        )
      }
      draw={(width) => (
        <Heatmap
          data={data}
          width={width}
          label={`${mechanism}, round trips between CPUs; the table gives the medians of clusters, the CSV every cell`}
          {...(matrix.cpus.length > MOST_DRAWN ? { imageUrl: `/chart/matrix.png?${query}` } : {})}
        />
      )}
    />
  );
}

/** What is to be seen, and what it rests on. */
export function describeMatrix(matrix: Matrix, clusters: readonly Cluster[]) {
  const mechanism = mechanismName(matrix.benchmark.split('.')[0] ?? '');
  const statistic = matrix.statistic === 'p50' ? 'Median' : 'Mean of a batch';
  const pairs = formatCount(matrix.cpus.length ** 2 - matrix.missing.length);
  const options = Object.entries(matrix.parameters)
    .filter(([name]) => name === 'nodelay')
    .map(([name, value]) => `, ${parameterWords(name, value)}`);
  const name = `${capital(mechanism)}${options.join('')}`;
  return {
    mechanism,
    /** Tells it apart from the other matrices of a result. */
    name,
    finding: findingOf(name, clusters),
    basis: `${statistic} of ${counted(matrix.n, 'round trip')} for each of ${pairs} ordered pairs of ${counted(matrix.cpus.length, 'CPU')}, initiator → responder → initiator, ${formatBytes(Number(matrix.parameters.message_bytes ?? 0))}; 1 result of 1 machine. CPUs that share more stand closer together; dark is fast.`,
  };
}

/** Cells in the order of neighbourhood. */
export function heatmapData(matrix: Matrix, places: readonly CpuPlace[]): HeatmapData {
  const order = [...places.keys()].sort((a, b) => byNeighbourhood(places[a] as CpuPlace, places[b] as CpuPlace));
  const censored = new Set(matrix.censored);
  const missing = new Set(matrix.missing);
  const cellAt = (index: number) => {
    if (missing.has(index)) return undefined;
    return censored.has(index) ? null : matrix.values_ps[index];
  };
  return {
    cpus: order.map((at) => matrix.cpus[at] ?? 0),
    cells: order.flatMap((row) => order.map((column) => cellAt(row * places.length + column))),
    belowNs: matrix.below_ns ?? null,
    groups: groupsOf(order.map((at) => places[at] as CpuPlace)),
  };
}

/** Sockets, or nodes where there is one socket only. */
function groupsOf(places: readonly CpuPlace[]): HeatmapData['groups'] {
  const sockets = new Set(places.map(({ socket }) => socket)).size;
  const name = sockets > 1 ? 'socket' : 'node';
  return places.flatMap((place, at) =>
    at === 0 || places[at - 1]?.[name] !== place[name]
      ? [{ at, label: place[name] === null ? `${name} unknown` : `${name} ${place[name]}` }]
      : [],
  );
}

const RELATION_NAMES: Readonly<Record<Relation, string>> = {
  'same-cpu': 'both on one CPU',
  smt: 'SMT siblings',
  'same-llc': 'shared last-level cache',
  'same-node': 'same NUMA node, other cache',
  'same-socket': 'same socket, other node',
  'cross-socket': 'across sockets',
  unknown: 'relation not known',
};

function findingOf(mechanism: string, clusters: readonly Cluster[]): string {
  const apart = clusters.filter(({ relation, median }) => relation !== 'same-cpu' && median.value !== null);
  const [near] = apart;
  const far = apart.at(-1);
  if (!near || !far) return `${mechanism} between CPUs: no pair could be resolved by the clock.`;
  const told = ({ relation, median }: Cluster) =>
    `${RELATION_NAMES[relation]} ${formatQuantity({ ...median, unit: 'ps' })}`;
  if (near === far) return `${mechanism} between CPUs, median: ${told(near)}.`;
  const ratio = (far.median.value ?? 1) / (near.median.value ?? 1);
  const words = ratio > 1.05 ? `, ${formatRatio(ratio)} as much` : '';
  return `${mechanism} between CPUs, median: ${told(near)}; ${told(far)}${words}.`;
}

function ClusterTable({ clusters, name }: { clusters: readonly Cluster[]; name: string }) {
  const amount = (number: MaybeCensored) => <Amount {...number} unit="ps" />;
  return (
    <DataTable
      caption={`${name}: medians of clusters of CPUs, over ordered pairs`}
      rows={clusters}
      keyOf={({ relation }) => relation}
      columns={[
        { title: 'cluster', isHeader: true, cell: ({ relation }) => RELATION_NAMES[relation] ?? plain(relation) },
        { title: 'pairs', isNumber: true, cell: ({ pairs }) => formatCount(pairs) },
        { title: 'median', isNumber: true, cell: ({ median }) => amount(median) },
        { title: 'lowest', isNumber: true, cell: ({ lowest }) => amount(lowest) },
        { title: 'highest', isNumber: true, cell: ({ highest }) => amount(highest) },
        { title: 'below resolution', isNumber: true, cell: ({ censored }) => formatCount(censored) },
      ]}
    />
  );
}

function CellTable({ data: { cpus, cells, belowNs }, name }: { data: HeatmapData; name: string }) {
  const rows = cpus.map((cpu, row) => ({ cpu, cells: cells.slice(row * cpus.length, (row + 1) * cpus.length) }));
  const amount = (value: number | null | undefined) =>
    value === undefined ? 'not measured' : <Amount value={value} belowNs={value === null ? belowNs : null} unit="ps" />;
  return (
    <DataTable
      caption={`${name}: round trip for each ordered pair; rows are responders, columns initiators`}
      rows={rows}
      keyOf={({ cpu }) => String(cpu)}
      columns={[
        { title: 'responder', isHeader: true, cell: ({ cpu }) => `CPU ${cpu}` },
        ...cpus.map((initiator, column) => ({
          title: `CPU ${initiator}`,
          isNumber: true,
          cell: (row: (typeof rows)[number]) => amount(row.cells[column]),
        })),
      ]}
    />
  );
}
