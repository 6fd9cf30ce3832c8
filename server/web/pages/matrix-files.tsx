// `/chart/matrix.*?result=<id>&at=<position among the result's matrices>`
import type { Matrix } from '@ipc-bench/schema/document';
import { ServerError } from '../../errors.js';
import { type ChartFile, formatCsv } from '../chart-file.js';
import { Heatmap, heatmapHeight } from '../charts/heatmap.js';
import { matrixPng } from '../charts/matrix-png.js';
import { renderStandalone } from '../charts/standalone.js';
import { clusterMedians, cpuPlaces, relationOf } from '../core-relations.js';
import type { PageRequest } from '../page.js';
import { describeMatrix, heatmapData, MOST_DRAWN } from '../parts/matrix-figure.js';
import { type ResultView, readResultView } from '../result-view.js';

async function readMatrix(request: PageRequest): Promise<{ view: ResultView; matrix: Matrix }> {
  const { query } = request;
  const view = await readResultView(query.get('result') ?? '', request);
  const at = query.get('at') ?? '0';
  const matrix = view.document.measurements.filter((one) => one.kind === 'matrix')[Number(at)];
  if (!/^\d{1,3}$/.test(at) || !matrix)
    throw new ServerError('not_found', `the result has no matrix ${at.slice(0, 20)}`, { pointer: 'at' });
  return { view, matrix };
}

export const matrixSvg: ChartFile = {
  path: '/chart/matrix.svg',
  type: 'image/svg+xml',
  async answer(request) {
    const { view, matrix } = await readMatrix(request);
    const places = cpuPlaces(view.document.machine, matrix.cpus);
    const data = heatmapData(matrix, places);
    const { finding, basis, mechanism } = describeMatrix(matrix, clusterMedians(matrix, places));
    const name = view.row.cpu_name ?? view.row.cpu_vendor;
    const image = matrix.cpus.length > MOST_DRAWN ? matrixPng(data).toString('base64') : null;
    const width = 800;
    return renderStandalone({
      title: `${mechanism} between the CPUs of ${name}`,
      finding: `${name}, ${view.row.os} ${view.row.kernel}, ${view.row.day}. ${finding}`,
      basis: `${basis} Result ${view.row.id.slice(0, 10)}.`,
      revision: view.revision,
      width,
      height: heatmapHeight(data, width),
      chart: (
        <Heatmap
          data={data}
          width={width}
          label={mechanism}
          {...(image ? { imageUrl: `data:image/png;base64,${image}` } : {})}
        />
      ),
    });
  },
};

export const matrixPngFile: ChartFile = {
  path: '/chart/matrix.png',
  type: 'image/png',
  async answer(request) {
    const { view, matrix } = await readMatrix(request);
    return matrixPng(heatmapData(matrix, cpuPlaces(view.document.machine, matrix.cpus)));
  },
};

export const matrixCsv: ChartFile = {
  path: '/chart/matrix.csv',
  type: 'text/csv; charset=utf-8',
  async answer(request) {
    const { view, matrix } = await readMatrix(request);
    const places = cpuPlaces(view.document.machine, matrix.cpus);
    const [censored, missing] = [new Set(matrix.censored), new Set(matrix.missing)];
    const rows = places.flatMap((responder, row) =>
      places.flatMap((initiator, column) => {
        const index = row * places.length + column;
        if (missing.has(index)) return [];
        const isCensored = censored.has(index);
        const value = isCensored ? null : (matrix.values_ps[index] ?? null);
        const below = isCensored ? (matrix.below_ns ?? null) : null;
        return [[responder.cpu, initiator.cpu, relationOf(responder, initiator), value, below]];
      }),
    );
    return formatCsv(['responder_cpu', 'initiator_cpu', 'relation', `${matrix.statistic}_ps`, 'below_ns'], rows);
  },
};
