// Documents about an export, each computed from its manifest. A new one is one function and one line in the list.
import { citationCff } from './citation-cff.js';
import { dataPackage } from './data-package.js';
import { datasetJsonLd } from './dataset-json-ld.js';
import type { ExportManifest } from './manifest.js';

export interface ExportDocument {
  name: string;
  type: string;
  description: string;
  /** `files`: where files lie, relative to the document, ending in `/`. */
  format(manifest: ExportManifest, files: string): string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

export const exportDocuments: readonly ExportDocument[] = [
  {
    name: 'datapackage.json',
    type: JSON_TYPE,
    description: 'Data Package v2: every file with its fields',
    format: (manifest, files) => json(dataPackage(manifest, files)),
  },
  {
    name: 'dataset.jsonld',
    type: 'application/ld+json; charset=utf-8',
    description: 'schema.org Dataset, for search engines of data',
    format: (manifest, files) => json(datasetJsonLd(manifest, files)),
  },
  {
    name: 'CITATION.cff',
    type: 'application/yaml; charset=utf-8',
    description: 'how to cite this state of the database',
    format: citationCff,
  },
  {
    name: 'SHA256SUMS',
    type: 'text/plain; charset=utf-8',
    description: 'checksums of all files, for `sha256sum --check`',
    format: (manifest, files) => manifest.files.map(({ sha256, name }) => `${sha256}  ${files}${name}\n`).join(''),
  },
];

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
