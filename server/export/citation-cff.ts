// Citation File Format 1.2.0 (https://citation-file-format.github.io/): YAML of plain scalars, quoted as JSON strings,
// which YAML reads as they are.
import { DATASET } from '../dataset.js';
import type { ExportManifest } from './manifest.js';

export function citationCff({ revision, days }: ExportManifest): string {
  const { title, description, authors, licence, keywords } = DATASET;
  const text = (value: string) => JSON.stringify(value);
  return [
    'cff-version: 1.2.0',
    `message: ${text('If you use these data, cite the revision that you used.')}`,
    'type: dataset',
    `title: ${text(title)}`,
    `abstract: ${text(description)}`,
    'authors:',
    `  - name: ${text(authors)}`,
    `version: ${text(revision)}`,
    ...(days ? [`date-released: ${text(days.last)}`] : []),
    `license: ${licence.spdx}`,
    'identifiers:',
    '  - type: other',
    `    value: ${text(`urn:git:tree:${revision}`)}`,
    `    description: ${text('git tree id of the whole database')}`,
    'keywords:',
    ...keywords.map((word) => `  - ${text(word)}`),
    '',
  ].join('\n');
}
