// What the sealed context runs of the evolution: documents through its migrations, points through its lifts.
import { migrate as migrateAlong } from '@ipc-bench/migrations/migrate';
import type { ResultDocument } from '@ipc-bench/schema/document';
import { liftPoint, type Point } from '@ipc-bench/schema/lift';
import { evolutionLifts } from './lifts.js';
import { toFormat11 } from './migrate-1.0-to-1.1.js';

export function migrate(document: ResultDocument) {
  return migrateAlong(document, { steps: [toFormat11], newest: '1.1.0' });
}

export function lift(point: Point, version: string) {
  return liftPoint(point, version, evolutionLifts);
}
