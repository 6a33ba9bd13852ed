/** A mutant of `controller/safety` that no test can kill, and why. */
export interface ListedSurvivor {
  readonly file: string;
  /** The line that it changes, as it stands in the file, without the space around it. */
  readonly line: string;
  readonly mutator: string;
  /** What it puts in the place of what stands there. */
  readonly replacement: string;
  readonly reason: string;
}

/**
 * Reviewed by a person, one by one: only what behaves the same as the original, or what differs where nothing can be observed.
 * `npm run mutate` fails for a survivor that is not here and for one here that no longer survives.
 */
export const LISTED_SURVIVORS: readonly ListedSurvivor[] = [
  {
    file: 'controller/safety/airway.ts',
    line: 'if (flexionDeg === undefined || !Number.isFinite(flexionDeg)) {',
    mutator: 'ConditionalExpression',
    replacement: 'false',
    reason:
      'What is undefined is not finite either: the first half of the condition only tells the compiler that there is a number.',
  },
  {
    file: 'controller/safety/alarms.ts',
    line: "case 'restart':",
    mutator: 'ConditionalExpression',
    replacement: "case 'restart':",
    reason: 'Without its `return` the last case gives undefined, which its only reader takes for false.',
  },
  {
    file: 'controller/safety/alarms.ts',
    line: "case 'restart':",
    mutator: 'StringLiteral',
    replacement: '""',
    reason:
      'No case matches a fault that only a restart clears then, and the undefined that follows is taken for false.',
  },
  {
    file: 'controller/safety/alarms.ts',
    line: 'const leftMs = elapsedMs === undefined ? 0 : pauseMs - elapsedMs;',
    mutator: 'ConditionalExpression',
    replacement: 'false',
    reason: 'A pause less an unknown time is NaN, which is not more than 0 either: the pause ends.',
  },
  {
    file: 'controller/safety/approach.ts',
    line: 'for (let halving = 0; halving < HALVINGS; halving += 1) {',
    mutator: 'EqualityOperator',
    replacement: 'halving <= HALVINGS',
    reason: 'A 41st halving changes a speed by less than a trillionth of it.',
  },
  {
    file: 'controller/safety/checks/gazeLostLong.ts',
    line: 'return isLoss(condition) || !(reportedForMs !== undefined && reportedForMs <= SILENT_MS);',
    mutator: 'ConditionalExpression',
    replacement: 'true',
    reason:
      'A comparison with undefined is false: the first half of the condition only tells the compiler that there is a number.',
  },
  {
    file: 'controller/safety/checks/gazeStale.ts',
    line: 'return !(gaze.reportedForMs !== undefined && gaze.reportedForMs <= parameters.gazeSlowMs + RENEWAL_MS);',
    mutator: 'ConditionalExpression',
    replacement: 'true',
    reason:
      'A comparison with undefined is false: the first half of the condition only tells the compiler that there is a number.',
  },
  {
    file: 'controller/safety/checks/imuSilent.ts',
    line: "trunkImu.kind === 'known' &&",
    mutator: 'ConditionalExpression',
    replacement: 'true',
    reason: 'Only a known trunk has readings: those of any other are undefined, which is not finite.',
  },
  {
    file: 'controller/safety/checks/pageSilent.ts',
    line: 'NEEDS_A_PAGE.includes(state) && !(pageProvenForMs !== undefined && pageProvenForMs <= SILENT_MS),',
    mutator: 'ConditionalExpression',
    replacement: 'true',
    reason:
      'A comparison with undefined is false: the first half of the condition only tells the compiler that there is a number.',
  },
  {
    file: 'controller/safety/checks/servoHot.ts',
    line: 'servoTemperaturesC.some((celsius) => celsius !== null && !(celsius < HOT_C)),',
    mutator: 'ConditionalExpression',
    replacement: 'true',
    reason:
      'Null counts as 0, which is less: the first half of the condition only tells the compiler that there is a number.',
  },
  {
    file: 'controller/safety/checks/servoWarm.ts',
    line: 'servoTemperaturesC.some((celsius) => celsius !== null && !(celsius < WARM_C)),',
    mutator: 'ConditionalExpression',
    replacement: 'true',
    reason:
      'Null counts as 0, which is less: the first half of the condition only tells the compiler that there is a number.',
  },
  {
    file: 'controller/safety/headDropping.ts',
    line: 'export const TILT_AS_COMMANDED: TiltWatch = { offSinceMs: undefined };',
    mutator: 'ObjectLiteral',
    replacement: '{}',
    reason: 'A field that is missing reads as undefined, which is what it would hold.',
  },
  {
    file: 'controller/safety/headMotion.ts',
    line: 'servoRate.measured && servoRate.commanded',
    mutator: 'LogicalOperator',
    replacement: 'servoRate.measured || servoRate.commanded',
    reason: 'Both rates come from the same statuses at the same times: neither is known without the other.',
  },
  {
    file: 'controller/safety/lease.ts',
    line: 'return sentAtMs !== undefined && nowMs - sentAtMs <= leaseMs ? sentAtMs : undefined;',
    mutator: 'ConditionalExpression',
    replacement: 'true',
    reason:
      'The age of a time that is undefined is NaN, which is not within the lease: the answer is undefined either way.',
  },
  {
    file: 'controller/safety/loadAssessment.ts',
    line: 'const isContinued = last !== undefined && uptimeMs > last.atMs && uptimeMs - last.atMs <= LONGEST_GAP_MS;',
    mutator: 'EqualityOperator',
    replacement: 'uptimeMs >= last.atMs',
    reason: 'The line before has already returned for a status of the same moment.',
  },
  {
    file: 'controller/safety/machineParts.ts',
    line: "reason: 'connecting',",
    mutator: 'StringLiteral',
    replacement: '""',
    reason: 'The entry of `starting` writes the same reason before anybody can read the first one.',
  },
  {
    file: 'controller/safety/machineParts.ts',
    line: 'hasAcknowledged: false,',
    mutator: 'BooleanLiteral',
    replacement: 'true',
    reason: 'Only the protective hold reads it, and its entry forgets it first.',
  },
  {
    file: 'controller/safety/motionRate.ts',
    line: 'const isContinued = last !== undefined && atMs > last.atMs && atMs - last.atMs <= LONGEST_GAP_MS;',
    mutator: 'EqualityOperator',
    replacement: 'atMs >= last.atMs',
    reason: 'The line before has already returned for a reading of the same moment.',
  },
  {
    file: 'controller/safety/motionRate.ts',
    line: 'if (!from || !to) return undefined;',
    mutator: 'LogicalOperator',
    replacement: '!from && !to',
    reason: 'A track has a first entry exactly when it has a last one.',
  },
  {
    file: 'controller/safety/motionSensors/motionSensors.ts',
    line: 'export const NO_MOTION_KNOWN: MotionState = {',
    mutator: 'ObjectLiteral',
    replacement: '{}',
    reason: 'Fields that are missing read as undefined, which is what they would hold.',
  },
  {
    file: 'controller/safety/pulseLimits.ts',
    line: 'const pitchDeg = Math.max(WIDEST.flexionDeg, WIDEST.extensionDeg);',
    mutator: 'MethodExpression',
    replacement: 'Math.min(WIDEST.flexionDeg, WIDEST.extensionDeg)',
    reason: 'Nodding down and up have the same absolute bound: the wider and the narrower of them are equal.',
  },
  {
    file: 'controller/safety/servoStall.ts',
    line: 'const progress = servoRateDegPerS.measured[servo] * Math.sign(commanded);',
    mutator: 'ArithmeticOperator',
    replacement: 'servoRateDegPerS.measured[servo] / Math.sign(commanded)',
    reason:
      'The commanded rate is not 0 there, and multiplying and dividing by 1 or by −1 are the same; NaN stays NaN.',
  },
  {
    file: 'controller/safety/stoppingRamp.ts',
    line: 'const side = coasting < 0 ? -1 : 1;',
    mutator: 'EqualityOperator',
    replacement: 'coasting <= 0',
    reason:
      'A motion that coasts to exactly 0 takes the same single release of its acceleration from either side.',
  },
  {
    file: 'controller/safety/stoppingRamp.ts',
    line: 'const reachesLimit = speedDegPerS * jerk >= limit ** 2;',
    mutator: 'EqualityOperator',
    replacement: 'speedDegPerS * jerk > limit ** 2',
    reason: 'Where the limit is only just reached both formulas give twice the limit by the jerk.',
  },
  {
    file: 'controller/safety/stoppingRamp.ts',
    line: 'if (speed * jerk >= limit ** 2) return speed;',
    mutator: 'EqualityOperator',
    replacement: 'speed * jerk > limit ** 2',
    reason: 'Where the limit is only just reached both formulas give the same speed, but for rounding.',
  },
  {
    file: 'controller/safety/stoppingRamp.ts',
    line: 'for (let step = 0; step < NEWTON_STEPS; step += 1) {',
    mutator: 'EqualityOperator',
    replacement: 'step <= NEWTON_STEPS',
    reason: "Newton's steps have come to the last digit by then; one more changes nothing.",
  },
  {
    file: 'controller/safety/stoppingRamp.ts',
    line: 'return seconds > 0 && seconds < durationS ? [seconds] : [];',
    mutator: 'EqualityOperator',
    replacement: 'seconds >= 0',
    reason: 'At 0 the axis is where the phase begins, which counts already.',
  },
  {
    file: 'controller/safety/stoppingRamp.ts',
    line: 'return seconds > 0 && seconds < durationS ? [seconds] : [];',
    mutator: 'EqualityOperator',
    replacement: 'seconds <= durationS',
    reason: 'The end of the phase counts in any case.',
  },
  {
    file: 'controller/safety/steering/gatePassed.ts',
    line: 'return verdict?.figures.find(({ isHeld }) => !isHeld)?.sentence ?? null;',
    mutator: 'OptionalChaining',
    replacement: 'verdict.figures',
    reason:
      'Only a verdict can have refused. Where there is none the id is another one: it tells the compiler so.',
  },
  {
    file: 'controller/safety/steering/gatePassed.ts',
    line: 'const testedForMs = verdict?.delayBudgetMs;',
    mutator: 'OptionalChaining',
    replacement: 'verdict.delayBudgetMs',
    reason: 'Only a verdict can have been for a faster loop. Where there is none the id is another one.',
  },
  {
    file: 'controller/safety/steering/sidesChecked.ts',
    line: "case 'right':",
    mutator: 'StringLiteral',
    replacement: '""',
    reason:
      'Without its case the one verdict that is left comes to the end of the function, which gives undefined too.',
  },
  {
    file: 'controller/safety/twoHands.ts',
    line: "if (before.kind !== 'together') return nowMs;",
    mutator: 'ConditionalExpression',
    replacement: 'false',
    reason:
      'Only hands together have been seen: without a time the wait is no number, and that begins anew as well. It tells the compiler so.',
  },
  {
    file: 'controller/safety/twoHands.ts',
    line: "return after.kind === 'together' && after.seenAtMs - after.sinceMs >= RELEASE_HOLD_MS;",
    mutator: 'ConditionalExpression',
    replacement: 'true',
    reason:
      'Hands apart have no times, and a difference that is no number is not 2 s: the first half tells the compiler so.',
  },
  {
    file: 'controller/safety/wearTime.ts',
    line: 'export const NOT_WORN: WearState = { sinceMs: undefined, position: undefined };',
    mutator: 'ObjectLiteral',
    replacement: '{}',
    reason: 'What is not there reads as undefined too.',
  },
  {
    file: 'controller/safety/wish.ts',
    line: "return valueDeg >= 0 ? 'left' : 'right';",
    mutator: 'EqualityOperator',
    replacement: 'valueDeg > 0',
    reason: 'The axis nearest to its limit stands at 0 only where the whole pose does, which is no limit.',
  },
  {
    file: 'controller/safety/wish.ts',
    line: "return valueDeg >= 0 ? 'down' : 'up';",
    mutator: 'EqualityOperator',
    replacement: 'valueDeg > 0',
    reason: 'A pitch of 0 has no part in the exceedance, and is never the axis nearest to its limit.',
  },
  {
    file: 'controller/safety/wish.ts',
    line: "return valueDeg >= 0 ? 'tiltRight' : 'tiltLeft';",
    mutator: 'EqualityOperator',
    replacement: 'valueDeg > 0',
    reason: 'A roll of 0 has no part in the exceedance, and is never the axis nearest to its limit.',
  },
  {
    file: 'controller/safety/wish.ts',
    line: "if (toLimit > 1) return { kind: 'target', target: wish };",
    mutator: 'EqualityOperator',
    replacement: 'toLimit >= 1',
    reason: 'A wish outside whose way leaves the range exactly at its end would be inside, but for rounding.',
  },
];
