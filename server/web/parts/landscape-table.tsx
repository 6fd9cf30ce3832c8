// The numbers behind the charts of mechanisms over message size.
import type { Landscape, LandscapePoint, LandscapeSeries } from '../landscape.js';
import { formatBytes } from '../quantity.js';
import { capital, metricName } from '../words.js';
import { Amount } from './amount.js';
import { type Column, DataTable } from './data-table.js';

interface Row {
  series: LandscapeSeries;
  point: LandscapePoint;
}

export function LandscapeTable({ landscape, conditions }: { landscape: Landscape; conditions: string }) {
  const rows: Row[] = landscape.series.flatMap((series) => series.points.map((point) => ({ series, point })));
  const hasTail = rows.some(({ point }) => point.p99 !== null);
  const columns: Column<Row>[] = [
    { title: 'mechanism', isHeader: true, cell: ({ series }) => series.label },
    { title: 'waits by', cell: ({ series }) => (series.isSpinning ? 'spinning' : 'sleeping') },
    { title: 'message', isNumber: true, cell: ({ point }) => formatBytes(point.messageBytes) },
    { title: metricName(landscape.metric), isNumber: true, cell: ({ point }) => <Amount {...point.median} /> },
    ...(hasTail
      ? [
          {
            title: '99th percentile',
            isNumber: true,
            cell: ({ point }: Row) => (point.p99 ? <Amount {...point.p99} /> : 'not given'),
          },
        ]
      : []),
    { title: 'lower quartile', isNumber: true, cell: ({ point }) => <Amount {...point.lowerQuartile} /> },
    { title: 'upper quartile', isNumber: true, cell: ({ point }) => <Amount {...point.upperQuartile} /> },
    { title: 'units', isNumber: true, cell: ({ point }) => point.units },
    { title: 'results', isNumber: true, cell: ({ point }) => point.results },
  ];
  return (
    <DataTable
      caption={`${capital(metricName(landscape.metric))}, ${conditions}: median over units; p99 is the median of the units’ 99th percentiles`}
      columns={columns}
      rows={rows}
      keyOf={({ point }) => point.key}
    />
  );
}
