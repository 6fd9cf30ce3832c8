import type { ResultDocument } from '@ipc-bench/schema/document';
import type { Shim } from '../shim-driver/shim.js';

type ShimSection = NonNullable<ResultDocument['run']['shim']>;

const FLAGS: readonly ShimSection['flags'][number][] = [
  '-O0',
  '-O1',
  '-O2',
  '-O3',
  '-std=c11',
  '-pthread',
  '-static',
  '-march=native',
  '-flto',
];
const LIBCS: readonly ShimSection['libc'][] = ['glibc', 'musl', 'freebsd', 'openbsd', 'netbsd', 'apple'];
const COMPILERS: readonly ShimSection['compiler'][] = ['gcc', 'clang'];
const VERSION = /^[0-9]{1,5}(?:\.[0-9]{1,5}){0,2}/;

/** How the shim was built, in words of the format; anything else is `other`. */
export function shimSection({ listing, binarySha256, isPrebuilt }: Shim): ShimSection {
  const { compiler, libc, flags } = listing;
  return {
    compiler: COMPILERS.find((name) => name === compiler.name) ?? 'other',
    ...version('compiler_version', compiler.version),
    flags: [...new Set(flags.map((flag) => FLAGS.find((known) => known === flag) ?? 'other'))].slice(0, 16),
    libc: LIBCS.find((name) => name === libc.name) ?? 'other',
    ...version('libc_version', libc.version),
    binary_sha256: binarySha256,
    prebuilt: isPrebuilt,
  };
}

function version<Field extends string>(field: Field, text: string | undefined): { [name in Field]?: string } {
  const match = VERSION.exec(text ?? '')?.[0];
  return match === undefined ? {} : ({ [field]: match } as { [name in Field]: string });
}
