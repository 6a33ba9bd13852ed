import { FAULT_IDS, type FaultId } from '../../../protocol/faults.ts';
import type { Flags } from '../faultState.ts';
import type { Observation } from '../observation.ts';
import { badStatus } from './badStatus.ts';
import { batteryCritical } from './batteryCritical.ts';
import { batteryLow } from './batteryLow.ts';
import { benchBoard } from './benchBoard.ts';
import { benchBoardWorn } from './benchBoardWorn.ts';
import type { Check } from './check.ts';
import { clockAnomaly } from './clockAnomaly.ts';
import { echoMismatch } from './echoMismatch.ts';
import { eyesShut } from './eyesShut.ts';
import { faceLost } from './faceLost.ts';
import { firmwareDiffers } from './firmwareDiffers.ts';
import { firmwareLatched } from './firmwareLatched.ts';
import { firmwareRebooted } from './firmwareRebooted.ts';
import { firmwareRefused } from './firmwareRefused.ts';
import { flexionLong } from './flexionLong.ts';
import { flexionOverLimit } from './flexionOverLimit.ts';
import { followingError } from './followingError.ts';
import { gatewayLost } from './gatewayLost.ts';
import { gazeFrozen } from './gazeFrozen.ts';
import { gazeInterrupted } from './gazeInterrupted.ts';
import { gazeLost } from './gazeLost.ts';
import { gazeLostLong } from './gazeLostLong.ts';
import { gazeOffScreen } from './gazeOffScreen.ts';
import { gazeStale } from './gazeStale.ts';
import { gazeUncertain } from './gazeUncertain.ts';
import { guardRefused } from './guardRefused.ts';
import { headDropping } from './headDropping.ts';
import { imuSilent } from './imuSilent.ts';
import { intentLapsed } from './intentLapsed.ts';
import { internalError } from './internalError.ts';
import { limitsNotEchoed } from './limitsNotEchoed.ts';
import { linkClosed } from './linkClosed.ts';
import { linkLate } from './linkLate.ts';
import { loopOscillates } from './loopOscillates.ts';
import { neckMomentExcessive } from './neckMomentExcessive.ts';
import { neckMomentHigh } from './neckMomentHigh.ts';
import { outsideHardLimit } from './outsideHardLimit.ts';
import { outsideSoftLimit } from './outsideSoftLimit.ts';
import { pageSilent } from './pageSilent.ts';
import { poseUnknown } from './poseUnknown.ts';
import { potsDisagree } from './potsDisagree.ts';
import { previousCrash } from './previousCrash.ts';
import { profileExpired } from './profileExpired.ts';
import { profileMismatch } from './profileMismatch.ts';
import { profileMissing } from './profileMissing.ts';
import { profileUnsigned } from './profileUnsigned.ts';
import { profileUnusable } from './profileUnusable.ts';
import { secondFace } from './secondFace.ts';
import { sensorsSilent } from './sensorsSilent.ts';
import { servoHot } from './servoHot.ts';
import { servoStalled } from './servoStalled.ts';
import { servoWarm } from './servoWarm.ts';
import { stopInput } from './stopInput.ts';
import { supplyLow } from './supplyLow.ts';
import { tickLate } from './tickLate.ts';
import { tickStalled } from './tickStalled.ts';
import { trackerLost } from './trackerLost.ts';
import { trunkMoved } from './trunkMoved.ts';
import { twoCommanders } from './twoCommanders.ts';
import { uncommandedMotion } from './uncommandedMotion.ts';
import { versionsDiffer } from './versionsDiffer.ts';
import { wornLong } from './wornLong.ts';

/** The one check of each flag, in the catalogue's order. */
export const CHECKS: Readonly<Record<FaultId, Check>> = {
  linkClosed,
  linkLate,
  echoMismatch,
  badStatus,
  firmwareRebooted,
  firmwareLatched,
  firmwareRefused,
  firmwareDiffers,
  benchBoard,
  benchBoardWorn,
  guardRefused,
  stopInput,
  tickLate,
  tickStalled,
  clockAnomaly,
  poseUnknown,
  followingError,
  servoStalled,
  uncommandedMotion,
  headDropping,
  potsDisagree,
  imuSilent,
  trunkMoved,
  outsideSoftLimit,
  outsideHardLimit,
  neckMomentHigh,
  neckMomentExcessive,
  flexionOverLimit,
  flexionLong,
  supplyLow,
  batteryLow,
  batteryCritical,
  sensorsSilent,
  servoWarm,
  servoHot,
  wornLong,
  loopOscillates,
  profileUnusable,
  profileMissing,
  profileUnsigned,
  profileExpired,
  profileMismatch,
  limitsNotEchoed,
  gatewayLost,
  pageSilent,
  versionsDiffer,
  twoCommanders,
  intentLapsed,
  gazeInterrupted,
  gazeStale,
  gazeLost,
  eyesShut,
  gazeOffScreen,
  faceLost,
  secondFace,
  gazeFrozen,
  gazeUncertain,
  trackerLost,
  gazeLostLong,
  previousCrash,
  internalError,
};

/**
 * What is wrong now, each flag judged on its own; false = healthy. A check that throws is a fault of ours: nobody knows what its
 * flag would have been, so `internalError` is raised, the gravest of all, and the other checks are still asked.
 */
export function assess(observation: Observation, checks: Readonly<Record<FaultId, Check>> = CHECKS): Flags {
  let hasThrown = false;
  const judge = (id: FaultId): boolean => {
    try {
      return checks[id].isRaised(observation);
    } catch {
      hasThrown = true;
      return false;
    }
  };
  const flags = Object.fromEntries(FAULT_IDS.map((id) => [id, judge(id)])) as Record<FaultId, boolean>;
  return { ...flags, internalError: flags.internalError || hasThrown };
}
