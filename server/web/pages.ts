// Every page. One new page is one new file and one line here.
import type { Page } from './page.js';
import { explorePage } from './pages/explore.js';
import { homePage } from './pages/home.js';
import { resultPage } from './pages/result.js';
import { resultsPage } from './pages/results.js';

export const pages: readonly Page[] = [homePage, explorePage, resultsPage, resultPage];
