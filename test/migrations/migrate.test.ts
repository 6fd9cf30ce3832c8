import { type Migration, migrate, migrations } from '@ipc-bench/migrations/migrate';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { expect, it } from 'vitest';
import { plainDocument } from '../support/document.js';

const step = (major: number): Migration => ({
  from: { epoch: 1, major },
  drops: [`/left_at_${major}`],
  migrate: (document) => ({ ...(document as object), schema: `1.${major + 1}.0` }),
});

it('has exactly one step for each major of each epoch but the newest', () => {
  const majors = new Set(builtInRegistry.formats.map(({ version }) => `${version.epoch}.${version.major}`));
  const newest = new Set(
    [...majors].filter((name) => {
      const [epoch, major] = name.split('.').map(Number);
      return !majors.has(`${epoch}.${(major ?? 0) + 1}`);
    }),
  );
  const expected = [...majors].filter((name) => !newest.has(name)).sort();
  expect(migrations.map(({ from }) => `${from.epoch}.${from.major}`)).toEqual(expected);
});

it('applies the steps from the document to the newest, in order, and says what they drop', () => {
  const result = migrate(plainDocument(), { steps: [step(0), step(1)], newest: '1.2.0' });
  expect(result).toMatchObject({ from: '1.0.0', to: '1.2.0', dropped: ['/left_at_0', '/left_at_1'] });
  expect(result.document.schema).toBe('1.2.0');
});

it('starts at the major of the document and leaves other epochs alone', () => {
  const chain = [step(0), step(1)];
  expect(migrate(plainDocument({ schema: '1.1.4' }), { steps: chain, newest: '1.2.0' }).dropped).toEqual([
    '/left_at_1',
  ]);
  expect(migrate(plainDocument({ schema: '2.0.0' }), { steps: chain, newest: '2.0.0' }).dropped).toEqual([]);
});
