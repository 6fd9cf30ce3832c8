// Which network addresses a stranger's URL may lead to. Sources: IANA special-purpose address registries (RFC 6890).
import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const special = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  special.addSubnet(network, bits, 'ipv4');
}

/** Only global unicast (2000::/3) is public in IPv6, less these. */
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
const specialV6 = new BlockList();
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  specialV6.addSubnet(network, bits, 'ipv6');
}

/** `::ffff:10.0.0.1` and `::ffff:a00:1` are the IPv4 address within. */
function unmap(address: string): string {
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (hex !== null) {
    const high = Number.parseInt(hex[1] as string, 16);
    const low = Number.parseInt(hex[2] as string, 16);
    return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  }
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

export type AddressClass = 'public' | 'loopback' | 'private';

/** Class of an IP address; anything that is not plainly public is private. */
export function classifyAddress(address: string): AddressClass {
  const plain = unmap(address);
  const version = isIP(plain);
  if (version === 4) return loopback.check(plain) ? 'loopback' : special.check(plain) ? 'private' : 'public';
  if (version !== 6 || plain.includes('%')) return 'private';
  if (loopback.check(plain, 'ipv6')) return 'loopback';
  return publicV6.check(plain, 'ipv6') && !specialV6.check(plain, 'ipv6') ? 'public' : 'private';
}
