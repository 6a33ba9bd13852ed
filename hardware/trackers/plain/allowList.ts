import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a sender's address is this machine or stands in the list, written out in full; no names and no ranges. */
export function isAllowedAddress(address: string | undefined, allowed: readonly string[]): boolean {
  if (address === undefined) return false;
  // A socket for both families reports IPv4 in this form.
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  const family = isIP(plain);
  if (family === 0) return false;
  return LOOPBACK.check(plain, family === 4 ? 'ipv4' : 'ipv6') || allowed.includes(plain);
}
