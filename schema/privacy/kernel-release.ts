// From `uname -r` to what may be published: the version as numbers, and a known distribution flavour with its package
// release. Everything else a kernel suffix may hold (an organisation, a host, a person) is dropped: flavour `custom`.
import type { ResultDocument } from '../generated/result-1.0.0.js';

export type Kernel = Pick<ResultDocument['machine']['kernel'], 'version' | 'flavour' | 'release' | 'variant'>;

type Flavour = Kernel['flavour'];
type Variant = NonNullable<Kernel['variant']>;

/** Suffix patterns, first match wins. Group `release` is digits and dots; group `variant` a word of the format's list. */
const FLAVOURS: readonly (readonly [Flavour, RegExp])[] = [
  ['vanilla', /^(?:-rc\d+)?\+?$/],
  ['wsl', /^(?:-(?<release>[\d.]+))?-microsoft-standard(?:-WSL2)?\+?$/],
  ['proxmox', /^-(?<release>[\d.]+)-pve$/],
  ['raspberrypi', /^(?:-(?<release>[\d.]+))?(?:\+rpt)?-(?:rpi|v[78]l?\+)(?:-[\w]+)?$/],
  ['aws', /^-(?<release>[\d.]+)-aws$/],
  ['azure', /^-(?<release>[\d.]+)-azure$/],
  ['gcp', /^-(?<release>[\d.]+)-(?:gcp|gke)$/],
  ['oracle', /^-(?<release>[\d.]+)(?:-oracle|\.el\d+uek(?:\.\w+)?)$/],
  ['ubuntu', /^-(?<release>\d+(?:\.\d+)*)-(?<variant>generic|virtual|lowlatency|server|desktop|generic-pae|realtime)$/],
  [
    'debian',
    /^(?:-(?<release>\d+(?:\.\d+)*))?(?:\+deb\d+u?\d*|\.bpo\.\d+|~bpo\.?\d*)*-(?:(?<variant>cloud|rt|xen|amd64|arm64|686-pae|686)-?)(?:amd64|arm64|686|pae|bpo)*$/,
  ],
  ['amazon', /^-(?<release>[\d.]+)\.amzn\d+(?:\.\w+)?$/],
  ['rhel', /^-(?<release>\d+(?:\.\d+)*)\.el\d+(?:_\d+)?(?:\.(?:x86_64|i686|aarch64|ppc64le|s390x|\d+))*$/],
  ['fedora', /^-(?<release>\d+(?:\.\d+)*)\.fc\d+(?:\.(?:x86_64|i686|aarch64|PAE))*$/],
  ['suse', /^-(?<release>\d+(?:\.\d+)*)-(?<variant>default|desktop|xen|pae)$/],
  ['arch', /^(?:-arch\d+)?-(?<release>\d+(?:\.\d+)*)(?:-ARCH|-(?<variant>lts))?$/],
  ['manjaro', /^-(?<release>\d+)-MANJARO$/],
  ['zen', /^-zen\d+-(?<release>\d+(?:\.\d+)*)-zen$/],
  ['gentoo', /^-gentoo(?:-r(?<release>\d+))?(?:-dist|-x86_64)?$/],
  ['alpine', /^-(?<release>\d+)-(?:(?<variant>lts)|virt)$/],
  ['xen', /^-xenU?$/],
  ['nixos', /^-nixos$/],
  ['flatcar', /^-(?:flatcar|coreos)(?:-r(?<release>\d+))?$/],
  ['linode', /^-x86_64-linode(?<release>\d+)$/],
  ['clear', /^-(?<release>\d+)\.native$/],
  ['void', /^_(?<release>\d+)$/],
];

const VARIANTS: Readonly<Record<string, Variant>> = {
  'generic-pae': 'pae',
  '686-pae': 'pae',
  rt: 'realtime',
};

/** Parses a kernel release string; total: what it does not know becomes `custom`, what it cannot read `unknown`. */
export function parseKernelRelease(release: string): Kernel {
  const numbers = /^(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?:\.(\d{1,5}))?/.exec(release);
  if (!numbers) return { version: [0], flavour: 'unknown' };
  const version = numbers
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
  const suffix = release.slice(numbers[0].length);
  for (const [flavour, pattern] of FLAVOURS) {
    const match = pattern.exec(suffix);
    if (match) return { version, flavour, ...releaseOf(match.groups?.release), ...variantOf(match.groups?.variant) };
  }
  return { version, flavour: 'custom' };
}

function releaseOf(release: string | undefined): { release?: string } {
  return release !== undefined && /^\d{1,6}(?:\.\d{1,6}){0,5}$/.test(release) ? { release } : {};
}

function variantOf(variant: string | undefined): { variant?: Variant } {
  return variant === undefined ? {} : { variant: VARIANTS[variant] ?? (variant as Variant) };
}
