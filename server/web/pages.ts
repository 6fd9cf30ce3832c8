// Every page. One new page is one new file and one line here.
import type { Page } from './page.js';
import { comparabilityPage } from './pages/comparability.js';
import { dataPage } from './pages/data.js';
import { explorePage } from './pages/explore.js';
import { homePage } from './pages/home.js';
import { machinesPage } from './pages/machines.js';
import { methodsPage } from './pages/methods.js';
import { privacyPage } from './pages/privacy.js';
import { resultPage } from './pages/result.js';
import { resultsPage } from './pages/results.js';
import { configurationPage, machinePage } from './pages/subject.js';
import { trendPage } from './pages/trend.js';
import { validatePage } from './pages/validate.js';

export const pages: readonly Page[] = [
  homePage,
  explorePage,
  trendPage,
  machinesPage,
  machinePage,
  configurationPage,
  resultsPage,
  resultPage,
  dataPage,
  methodsPage,
  comparabilityPage,
  privacyPage,
  validatePage,
];
