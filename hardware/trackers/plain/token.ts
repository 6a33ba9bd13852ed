import { createHash, timingSafeEqual } from 'node:crypto';

/** Shorter tokens can be guessed. */
export const LEAST_TOKEN_LENGTH = 32;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether an Authorization header carries the token. Digests of equal length are compared in constant time, so that the time an
 * answer takes tells nothing of how much of a guess was right.
 */
export function isTokenRight(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer (?<given>\S{1,256})$/.exec(authorization ?? '')?.groups?.['given'] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}
