// A rule says one thing about a document that its JSON Schema cannot say. It reports, it never throws, and it decides by
// the document and the manifest alone: never by the clock, the order of arrival or the source.
import type { ResultDocument } from '../document.js';
import type { Finding } from '../findings.js';
import type { SuiteManifest } from '../suite-manifest.js';

export interface RuleContext {
  /** The manifest of the suite the document names, or the newest known one of its line. */
  manifest: SuiteManifest;
  /** False when the suite is a newer minor than any known: what the manifest does not list may exist all the same. */
  manifestIsExact: boolean;
}

export interface Rule {
  name: string;
  description: string;
  check(document: ResultDocument, context: RuleContext): Finding[];
}
