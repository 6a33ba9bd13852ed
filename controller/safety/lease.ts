import type { RefusalId } from '../../protocol/refusals.ts';

/**
 * Permission to move, proved by what the page has painted: it ends `leaseMs` after the moment at which control sent the
 * newest telemetry that the holder has echoed, whatever the network delivers (DESIGN 'Intent is a lease').
 */
export interface Lease {
  readonly leaseId: string;
  readonly holder: string;
  readonly epoch: number;
  /** When control sent the echoed tick. */
  readonly provenAtMs: number;
  readonly lastSequence: number;
}

/** When control sent each of its latest ticks, which follow one another; older ones are too old to prove anything. */
export interface TickTimes {
  readonly firstTick: number;
  readonly sentAtMs: readonly number[];
}

export interface Renewal {
  readonly leaseId: string;
  readonly holder: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly renderedTick: number;
}

export type RenewalResult =
  | { readonly kind: 'renewed'; readonly lease: Lease }
  | { readonly kind: 'refused'; readonly refusal: RefusalId };

/** When the tick was sent, if that is recent enough to act on; undefined for an old tick and for one never sent. */
export function provenTime(
  renderedTick: number,
  tickTimes: TickTimes,
  nowMs: number,
  leaseMs: number,
): number | undefined {
  const sentAtMs = tickTimes.sentAtMs[renderedTick - tickTimes.firstTick];
  return sentAtMs !== undefined && nowMs - sentAtMs <= leaseMs ? sentAtMs : undefined;
}

export function isLive(lease: Lease, nowMs: number, leaseMs: number): boolean {
  const ageMs = nowMs - lease.provenAtMs;
  return ageMs >= 0 && ageMs <= leaseMs;
}

/** Judges one renewal. A refused one changes nothing: the lease runs on toward its own end. */
export function renew(
  lease: Lease | undefined,
  renewal: Renewal,
  tickTimes: TickTimes,
  nowMs: number,
  leaseMs: number,
): RenewalResult {
  const refused = (refusal: RefusalId): RenewalResult => ({ kind: 'refused', refusal });
  if (!lease || renewal.leaseId !== lease.leaseId || renewal.epoch !== lease.epoch)
    return refused('leaseUnknown');
  if (renewal.holder !== lease.holder) return refused('anotherCommander');
  if (!isLive(lease, nowMs, leaseMs)) return refused('leaseUnknown');
  if (renewal.sequence <= lease.lastSequence) return refused('sequenceRegressed');
  const provenAtMs = provenTime(renewal.renderedTick, tickTimes, nowMs, leaseMs);
  if (provenAtMs === undefined) return refused('staleView');
  return {
    kind: 'renewed',
    lease: { ...lease, provenAtMs: Math.max(lease.provenAtMs, provenAtMs), lastSequence: renewal.sequence },
  };
}
