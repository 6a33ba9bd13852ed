import type { IncomingHttpHeaders } from 'node:http';
import { isAllowedAddress } from '../../hardware/trackers/plain/allowList.ts';
import { isTokenRight } from '../../hardware/trackers/plain/token.ts';
import type { Rejection } from './admission.ts';

export const GAZE_PATH = '/gaze-in';

export interface GazeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string | undefined;
  /** Null where no such input is set up. */
  readonly input: {
    readonly token: string;
    readonly allowed: readonly string[];
    readonly isTaken: boolean;
  } | null;
}

/**
 * Judges a program that wants to send gaze: address, Origin, token, and that it is the only one. A browser names the Origin of its
 * page, and a page has no business here: its own pointer never leaves it (reference/gaze.md D2).
 *
 * @returns null where the request is in order
 */
export function judgeGazeRequest({ headers, remoteAddress, input }: GazeRequest): Rejection | null {
  if (!input) return { status: 404, sentence: 'Gaze is not received here.' };
  if (!isAllowedAddress(remoteAddress, input.allowed))
    return { status: 403, sentence: 'This address may not send gaze.' };
  if (headers.origin !== undefined) return { status: 403, sentence: 'Pages may not send gaze.' };
  if (!isTokenRight(headers.authorization, input.token))
    return { status: 401, sentence: 'The token is missing or wrong.' };
  return input.isTaken ? { status: 503, sentence: 'Another program sends gaze already.' } : null;
}
