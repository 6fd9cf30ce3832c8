// Runs a module of ours where there is no clock, no randomness, no locale and no I/O, so that migrations and lifts are shown
// to be pure instead of believed to be (docs/decisions/0006). The module is bundled with all that it imports (an import of
// `node:` or of anything else that cannot be bundled fails here) and runs as a plain script in a context of its own:
//   - the context has the language and nothing of Node: no process, timers, fetch, console
//   - what the language itself has of clock, chance, locale, threads and garbage collection throws when it is touched
//   - transcendental functions, which engines may round differently, throw too
//   - no code from strings; a call that takes longer than CALL_MS is ended
// Arguments and answers cross as JSON text, so nothing of this realm leaks in and no argument can be changed.
import vm from 'node:vm';
import { build } from 'esbuild';

const CALL_MS = 3_000;

const FORBIDDEN = {
  globalThis: ['Date', 'Intl', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics', 'WebAssembly'],
  Math: [
    ...['random', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1'],
    ...['hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
  ],
  'String.prototype': ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase', 'normalize'],
  'Number.prototype': ['toLocaleString'],
  'BigInt.prototype': ['toLocaleString'],
  'Array.prototype': ['toLocaleString'],
  'Object.prototype': ['toLocaleString'],
};

const PROLOGUE = `'use strict';
for (const [path, names] of Object.entries(${JSON.stringify(FORBIDDEN)})) {
  const holder = path.split('.').reduce((object, name) => object[name], globalThis);
  for (const name of names)
    Object.defineProperty(holder, name, {
      configurable: false,
      get() { throw new Error('sealed: ' + path + '.' + name + ' is not pure'); },
    });
}
delete globalThis.console;`;

/** The script of a module; `entry` is its path, or `{ text, folder }`. Throws where something cannot be bundled. */
export async function bundleSealed(entry) {
  const { outputFiles } = await build({
    ...(typeof entry === 'string'
      ? { entryPoints: [entry] }
      : { stdin: { contents: entry.text, resolveDir: entry.folder, loader: 'ts' } }),
    bundle: true,
    format: 'iife',
    globalName: 'sealed',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2023',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0].text;
}

/** A fresh sealed context of a bundled module. */
export function openSealed(script) {
  const context = vm.createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  vm.runInContext(PROLOGUE, context);
  vm.runInContext(script, context, { timeout: CALL_MS });
  return {
    /** Calls an exported function by its path (`migrate`, `steps.0.migrate`). */
    call(path, ...values) {
      const place = path
        .split('.')
        .map((name) => `[${JSON.stringify(name)}]`)
        .join('');
      const code = `JSON.stringify(sealed${place}(...JSON.parse(${JSON.stringify(JSON.stringify(values))})))`;
      const answer = vm.runInContext(code, context, { timeout: CALL_MS });
      return answer === undefined ? undefined : JSON.parse(answer);
    },
  };
}

/**
 * Calls a function twice in one sealed context and once in another; throws unless all three answers are the same bytes,
 * as they are not where a module keeps state.
 */
export function callPure(script, path, ...values) {
  const [one, other] = [openSealed(script), openSealed(script)];
  const answers = [one.call(path, ...values), one.call(path, ...values), other.call(path, ...values)];
  const [first, ...again] = answers.map((answer) => JSON.stringify(answer));
  if (again.some((text) => text !== first)) throw new Error(`sealed: ${path} answers differently when asked again`);
  return answers[0];
}
