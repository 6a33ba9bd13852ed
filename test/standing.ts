import type { ProfileStanding } from '../protocol/channel.ts';

/** What the gateway says of settings that a clinician has approved for the brace that is connected. */
export const APPROVED: ProfileStanding = { isApproved: true, isExpired: false, fitsBrace: true };
