import { migrate } from '@ipc-bench/migrations/migrate';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import type { ResultDocument } from '@ipc-bench/schema/document';
import type { SchemaNode } from '@ipc-bench/schema/gate/schema-node';
import { judge } from '@ipc-bench/schema/judge';
import { projectUnknown } from '@ipc-bench/schema/project-unknown';
import { readCanonical } from '@ipc-bench/schema/read-canonical';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { formatVersion } from '@ipc-bench/schema/version';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDocument } from '../support/arbitrary-document.js';
import { cryptography } from '../support/document.js';

describe.each(builtInRegistry.formats.map((format) => [formatVersion(format.version), format] as const))(
  'format %s',
  (_version, { schema, validate }) => {
    const documents = arbitraryDocument(schema as SchemaNode);

    it('admits every document that its schema describes, and its bytes read back as they were', () => {
      fc.assert(
        fc.property(documents, (document) => {
          expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
          expect(readCanonical(canonicalBytes(document)).document).toEqual(document);
        }),
        { numRuns: 200 },
      );
    });

    it('loses nothing of its own documents when it projects', () => {
      fc.assert(
        fc.property(documents, (document) => {
          expect(projectUnknown(document, schema)).toEqual(document);
        }),
        { numRuns: 100 },
      );
    });

    it('migrates every document to the newest format, twice alike, without touching it', () => {
      fc.assert(
        fc.property(documents, (document) => {
          const input = document as ResultDocument;
          const before = structuredClone({
            ...input,
            schema: formatVersion(builtInRegistry.formats[0]?.version ?? { epoch: 1, major: 0, minor: 0 }),
          });
          const frozen = structuredClone(before);
          expect(migrate(before)).toEqual(migrate(before));
          expect(before).toEqual(frozen);
        }),
        { numRuns: 100 },
      );
    });

    it('is judged without an exception, whatever the document holds', () => {
      fc.assert(
        fc.property(documents, (document) => {
          expect(['valid', 'provisional', 'deferred', 'invalid']).toContain(
            judge(canonicalBytes(document), { cryptography }).verdict,
          );
        }),
        { numRuns: 200 },
      );
    });
  },
);
