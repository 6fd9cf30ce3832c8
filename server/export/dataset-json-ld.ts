// schema.org/Dataset as JSON-LD (https://schema.org/Dataset), as search engines of data read it.
import { DATASET } from '../dataset.js';
import { type ExportManifest, MEDIA_TYPES } from './manifest.js';

export function datasetJsonLd({ revision, days, tables, files }: ExportManifest, folder: string): object {
  const { title, description, licence, keywords, authors } = DATASET;
  return {
    '@context': 'https://schema.org/',
    '@type': 'Dataset',
    name: title,
    description,
    version: revision,
    identifier: `urn:git:tree:${revision}`,
    license: licence.url,
    isAccessibleForFree: true,
    keywords,
    creator: { '@type': 'Organization', name: authors },
    ...(days ? { temporalCoverage: `${days.first}/${days.last}`, dateModified: days.last } : {}),
    measurementTechnique: 'closed-loop round trips and timed transfers between two pinned processes',
    variableMeasured: tables
      .find(({ name }) => name === 'measurements')
      ?.fields.map(({ name, description: what }) => ({ '@type': 'PropertyValue', name, description: what })),
    distribution: files.map(({ name, format, bytes, sha256 }) => ({
      '@type': 'DataDownload',
      name,
      contentUrl: `${folder}${name}`,
      encodingFormat: MEDIA_TYPES[format].split(';')[0],
      contentSize: `${bytes} B`,
      sha256,
    })),
  };
}
