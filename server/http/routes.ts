// Every route of the service, in the order of the reference page.
import type { Service } from './ports.js';
import type { Route } from './route.js';
import { comparabilityRoute } from './routes/comparability.js';
import { digestRoute } from './routes/digest.js';
import { healthzRoute } from './routes/healthz.js';
import { journalQuestionRoute } from './routes/journal-question.js';
import { openapiRoute } from './routes/openapi.js';
import { questionRoute } from './routes/question.js';
import { readyzRoute } from './routes/readyz.js';
import { resultRoute } from './routes/result.js';
import { resultRawRoute } from './routes/result-raw.js';
import { schemaRoute } from './routes/schema.js';
import { schemasRoute } from './routes/schemas.js';
import { sourceRoute } from './routes/source.js';

export function routesOf({ questions, results, journal }: Pick<Service, 'questions' | 'results' | 'journal'>): Route[] {
  return [
    ...questions.map(questionRoute),
    resultRoute(results),
    resultRawRoute,
    comparabilityRoute,
    ...journal.questions.map(journalQuestionRoute),
    sourceRoute(journal),
    digestRoute,
    schemasRoute,
    schemaRoute,
    openapiRoute,
    healthzRoute,
    readyzRoute,
  ];
}
