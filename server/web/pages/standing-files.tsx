// `/chart/standing.svg?configuration=<digest>` or `?machine_key=<key>`: where a machine stands among all others.
import { ServerError } from '../../errors.js';
import type { ChartFile } from '../chart-file.js';
import { renderStandalone } from '../charts/standalone.js';
import { StripChart, stripHeight } from '../charts/strip-chart.js';
import {
  conditionWords,
  namedStandings,
  standingBasis,
  standingFinding,
  standingGroups,
} from '../parts/standing-figure.js';
import { readSubject } from '../subject.js';
import { metricName } from '../words.js';

const WIDTH = 860;

export const standingSvg: ChartFile = {
  path: '/chart/standing.svg',
  type: 'image/svg+xml',
  async answer(request) {
    const name = request.query.has('machine_key') ? 'machine_key' : 'configuration';
    const { standing, conditions, newest } = await readSubject(name, request.query.get(name) ?? '', request);
    const rows = namedStandings(standing.answer);
    if (rows.length === 0) throw new ServerError('not_found', 'no other machine has measured the same yet');
    const cpu = newest.row.cpu_name ?? newest.row.cpu_vendor;
    const groups = standingGroups(rows);
    return renderStandalone({
      title: `${cpu} among all others`,
      finding: `${cpu}. ${standingFinding(rows)}`,
      basis: standingBasis(rows, conditions, newest.row.suite_epoch === 0),
      revision: newest.revision,
      width: WIDTH,
      height: stripHeight(groups, WIDTH),
      chart: (
        <StripChart
          groups={groups}
          unit={rows[0]?.unit ?? 'ps'}
          axisTitle={`${metricName(conditions.metric)}, ${conditionWords(conditions)}`}
          width={WIDTH}
          label={`${cpu} among all others`}
        />
      ),
    });
  },
};
