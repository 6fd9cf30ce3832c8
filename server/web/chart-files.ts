// Every chart that can be had alone. One new chart is one new file and one line here.
import type { ChartFile } from './chart-file.js';
import { landscapeCsv, landscapeSvg } from './pages/landscape-files.js';
import { matrixCsv, matrixPngFile, matrixSvg } from './pages/matrix-files.js';

import { standingSvg } from './pages/standing-files.js';
import { trendCsv, trendSvg } from './pages/trend-files.js';

export const chartFiles: readonly ChartFile[] = [
  landscapeSvg,
  landscapeCsv,
  trendSvg,
  trendCsv,
  standingSvg,
  matrixSvg,
  matrixCsv,
  matrixPngFile,
];
