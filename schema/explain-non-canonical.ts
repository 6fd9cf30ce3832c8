// Says where a valid JSON text departs from its canonical form. Runs only on texts that JSON.parse has accepted, that
// are not deeper than the limit and that differ from their canonical form, so it may recurse and need not be fast.
import { type Finding, type FindingCode, finding, pointerStep } from './findings.js';

/** All departures, in text order; at least one finding (`string_form` of the whole as a last resort). */
export function explainNonCanonical(text: string): [Finding, ...Finding[]] {
  const scanner = new Scanner(text);
  scanner.value('');
  scanner.space('');
  const [first, ...rest] = scanner.findings;
  return first ? [first, ...rest] : [finding('string_form', '', 'not the canonical form')];
}

const NUMBER_CHARACTERS: ReadonlySet<string> = new Set('-+.0123456789eE');

function isHeldExactly(literal: string, value: number): boolean {
  if (!Number.isFinite(value) || literal.length > 400) return false;
  return !/^-?\d+$/.test(literal) || BigInt(literal) === BigInt(value);
}

class Scanner {
  readonly findings: Finding[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(pointer: string): void {
    this.space(pointer);
    const next = this.#text[this.#at];
    if (next === '{') this.#object(pointer);
    else if (next === '[') this.#array(pointer);
    else if (next === '"') this.#string(pointer);
    else if (next === 't' || next === 'f' || next === 'n') this.#at += next === 'f' ? 5 : 4;
    else this.#number(pointer);
  }

  space(pointer: string): void {
    const start = this.#at;
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    if (this.#at > start) this.#note('white_space', pointer, `at character ${start}`);
  }

  #object(pointer: string): void {
    this.#at++;
    this.space(pointer);
    const seen = new Set<string>();
    let previous: string | null = null;
    while (this.#text[this.#at] !== '}') {
      const key = this.#string(pointer);
      const here = pointer + pointerStep(key);
      if (seen.has(key)) this.#note('duplicate_key', here, key);
      else if (previous !== null && key < previous) this.#note('key_order', here, `stands after ${previous}`);
      seen.add(key);
      previous = key;
      this.space(here);
      this.#at++; // the colon
      this.value(here);
      this.space(here);
      if (this.#text[this.#at] === ',') {
        this.#at++;
        this.space(here);
      }
    }
    this.#at++;
  }

  #array(pointer: string): void {
    this.#at++;
    this.space(pointer);
    for (let index = 0; this.#text[this.#at] !== ']'; index++) {
      const here = pointer + pointerStep(index);
      this.value(here);
      this.space(here);
      if (this.#text[this.#at] === ',') this.#at++;
    }
    this.#at++;
  }

  #string(pointer: string): string {
    const start = this.#at++;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    const literal = this.#text.slice(start, ++this.#at);
    const value = JSON.parse(literal) as string;
    if (!value.isWellFormed()) this.#note('lone_surrogate', pointer, `at character ${start}`);
    else if (JSON.stringify(value) !== literal) this.#note('string_form', pointer, `at character ${start}`);
    return value;
  }

  #number(pointer: string): void {
    const start = this.#at;
    while (NUMBER_CHARACTERS.has(this.#text[this.#at] ?? '')) this.#at++;
    const literal = this.#text.slice(start, this.#at);
    const value = Number(literal);
    if (JSON.stringify(value) === literal) return;
    this.#note(isHeldExactly(literal, value) ? 'number_form' : 'number_range', pointer, literal.slice(0, 40));
  }

  #note(code: FindingCode, pointer: string, message: string): void {
    this.findings.push(finding(code, pointer, message));
  }
}
