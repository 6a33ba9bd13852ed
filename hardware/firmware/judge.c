#include "judge.h"

#include <avr/pgmspace.h>
#include <string.h>

#include "frames.h"
#include "generated/limits.h"
#include "halfspaces.h"

#define LIMIT_VALUES (3 * SERVOS + HALF_SPACES)
#define FIRST_RANGE SERVOS
#define FIRST_OFFSET (3 * SERVOS)
#define CREDIT_STEPS (SLEW_FRAME_MAX_MS / HISTORY_STEP_MS)

static const uint16_t compiled[LIMIT_VALUES] PROGMEM = LIMITS_COMPILED;
static const uint8_t followingUs[SERVOS] PROGMEM = LIMITS_FOLLOWING_US;
static const uint16_t referenceUs[SERVOS] PROGMEM = LIMITS_REFERENCE_US;
static const uint16_t potReferenceSum[SERVOS] PROGMEM = LIMITS_POT_REFERENCE_SUM;
static const int32_t potUsPerSumQ16[SERVOS] PROGMEM = LIMITS_POT_US_PER_SUM_Q16;

bool isPowered(uint8_t state) { return state == STATE_HOLD || state == STATE_MOVING; }

static bool isEqual(const uint16_t a[SERVOS], const uint16_t b[SERVOS]) {
  return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/* A servo outside its range may stay or come back toward it. */
static bool isRangeKept(const struct Range *range, uint16_t fromUs, uint16_t toUs) {
  if (toUs < range->minUs) return fromUs < range->minUs && toUs >= fromUs;
  if (toUs > range->maxUs) return fromUs > range->maxUs && toUs <= fromUs;
  return true;
}

static uint8_t judgeRange(const struct Limits *limits, const uint16_t fromUs[SERVOS], const uint16_t toUs[SERVOS]) {
  for (uint8_t i = 0; i < SERVOS; i++) {
    if (!isRangeKept(&limits->range[i], fromUs[i], toUs[i])) return RULE_RANGE;
  }
  return RULE_NONE;
}

uint16_t distance(uint16_t a, uint16_t b) { return a > b ? a - b : b - a; }

static uint8_t judgeSlewFrame(const struct Limits *limits, const struct Situation *now, const uint16_t toUs[SERVOS]) {
  uint8_t creditMs = (uint8_t)(now->sinceMotionMs + SLEW_SHIFT_MS);
  if (creditMs > SLEW_FRAME_MAX_MS) creditMs = SLEW_FRAME_MAX_MS;
  for (uint8_t i = 0; i < SERVOS; i++) {
    uint16_t allowed = (uint16_t)((uint32_t)limits->speedUsPerS[i] * creditMs / 1000) + 1;
    if (distance(toUs[i], now->appliedUs[i]) > allowed) return RULE_SLEW_FRAME;
  }
  return RULE_NONE;
}

/* A sample holds what the frame before it brought, and the first one after it may make up for 30 ms: without that credit a
 * frame that comes late would be refused here for what the frame rule grants it. The credit is counted up in whole
 * microseconds and hundredths: a division per sample would cost a millisecond. */
static bool isWindowKept(const struct History *history, uint8_t servo, uint16_t speedUsPerS, uint16_t toUs) {
  const uint16_t wholeStep = speedUsPerS / 100;
  const uint8_t hundredthsStep = (uint8_t)(speedUsPerS % 100);
  uint16_t whole = 0;
  uint8_t hundredths = 0;
  uint8_t sample = history->newest;
  for (uint8_t step = 1; step <= CREDIT_STEPS + HISTORY_SAMPLES; step++) {
    whole += wholeStep;
    hundredths = (uint8_t)(hundredths + hundredthsStep);
    if (hundredths >= 100) {
      hundredths = (uint8_t)(hundredths - 100);
      whole++;
    }
    if (step <= CREDIT_STEPS) continue;
    if (distance(toUs, history->appliedUs[sample][servo]) > whole + 2) return false;
    sample = sample == 0 ? HISTORY_SAMPLES - 1 : (uint8_t)(sample - 1);
  }
  return true;
}

static uint8_t judgeSlewWindow(const struct Limits *limits, const struct History *history,
                               const uint16_t toUs[SERVOS]) {
  for (uint8_t i = 0; i < SERVOS; i++) {
    if (!isWindowKept(history, i, limits->speedUsPerS[i], toUs[i])) return RULE_SLEW_WINDOW;
  }
  return RULE_NONE;
}

/* Beyond the way it lags behind at top speed, a servo is told no further ahead than where it gives its full torque anyway;
 * a held one that comes free then does not leap. */
static uint8_t judgeFollowing(const struct Limits *limits, const struct Situation *now, const uint16_t toUs[SERVOS]) {
  for (uint8_t i = 0; i < SERVOS; i++) {
    uint16_t lagUs = (uint16_t)((uint32_t)limits->speedUsPerS[i] * LIMITS_FOLLOWING_LAG_MS / 1000);
    uint16_t leadUs = distance(toUs[i], now->measuredUs[i]);
    if (leadUs <= lagUs + pgm_read_byte(&followingUs[i])) continue;
    if (leadUs > distance(now->appliedUs[i], now->measuredUs[i])) return RULE_FOLLOWING;
  }
  return RULE_NONE;
}

static uint8_t judgePermission(const struct Situation *now, const struct Motion *motion) {
  if (!isPowered(now->state)) return RULE_NOT_POWERED;
  if (motion->leaseMs == 0 || motion->leaseMs > MAX_LEASE_MS) return RULE_LEASE;
  if (motion->isMoving && now->fault != FAULT_NONE) return RULE_LATCHED;
  if (motion->isMoving && !now->hasLimits) return RULE_NO_LIMITS;
  return RULE_NONE;
}

uint8_t judgeMotion(const struct Situation *now, const struct Limits *limits, const struct History *history,
                    struct Motion *motion) {
  uint8_t rule = judgePermission(now, motion);
  if (rule != RULE_NONE) return rule;
  memcpy(motion->pose, now->appliedPose, sizeof motion->pose);
  /* Pulses that repeat the applied ones change nothing, so no later rule can refuse them. */
  if (isEqual(motion->pulseUs, now->appliedUs)) return RULE_NONE;
  if (!motion->isMoving) return RULE_STILL;
  if (now->state != STATE_MOVING) return RULE_MOVING_START;
  rule = judgeRange(limits, now->appliedUs, motion->pulseUs);
  if (rule != RULE_NONE) return rule;
  mapPose(motion->pose, motion->pulseUs);
  rule = judgeHalfSpaces(limits->offsetDeg32, now->appliedPose, motion->pose);
  if (rule == RULE_NONE) rule = judgeSlewFrame(limits, now, motion->pulseUs);
  if (rule == RULE_NONE) rule = judgeSlewWindow(limits, history, motion->pulseUs);
  if (rule == RULE_NONE) rule = judgeFollowing(limits, now, motion->pulseUs);
  return rule;
}

uint8_t judgeFirstPulses(const struct Limits *limits, const uint16_t pulseUs[SERVOS]) {
  for (uint8_t i = 0; i < SERVOS; i++) {
    if (pulseUs[i] < limits->range[i].minUs || pulseUs[i] > limits->range[i].maxUs) return RULE_RANGE;
  }
  int16_t pose[AXES];
  mapPose(pose, pulseUs);
  return judgeHalfSpaces(limits->offsetDeg32, 0, pose);
}

uint16_t pulseAtPot(uint8_t servo, uint16_t potSum) {
  int32_t deviation = (int32_t)potSum - (int32_t)pgm_read_word(&potReferenceSum[servo]);
  int32_t deviationUs = (deviation * (int32_t)pgm_read_dword(&potUsPerSumQ16[servo]) + 0x8000) >> 16;
  return (uint16_t)((int32_t)pgm_read_word(&referenceUs[servo]) + deviationUs);
}

uint8_t judgePots(const uint16_t pulseUs[SERVOS], const struct Pots *pots) {
  for (uint8_t i = 0; i < SERVOS; i++) {
    if (!pots->isBelievable[i]) return RULE_POT_IMPLAUSIBLE;
  }
  for (uint8_t i = 0; i < SERVOS; i++) {
    if (distance(pulseUs[i], pulseAtPot(i, pots->sum[i])) > LIMITS_ATTACH_TOLERANCE_US) return RULE_FAR_FROM_POT;
  }
  return RULE_NONE;
}

/* Of the 105 numbers only the lower ends of the three ranges are bounded from below. */
static bool isMinimum(uint8_t index) {
  return index >= FIRST_RANGE && index < FIRST_OFFSET && ((index - FIRST_RANGE) & 1) == 0;
}

uint8_t judgeLimits(const uint8_t *values) {
  struct Reader reader = {values};
  uint16_t previous = 0;
  for (uint8_t i = 0; i < LIMIT_VALUES; i++) {
    uint16_t value = readU14(&reader);
    uint16_t bound = pgm_read_word(&compiled[i]);
    if (isMinimum(i) ? value < bound : value > bound) return RULE_BEYOND_COMPILED;
    bool isMaximum = i > FIRST_RANGE && isMinimum((uint8_t)(i - 1));
    if (isMaximum && value < previous) return RULE_BEYOND_COMPILED;
    previous = value;
  }
  return RULE_NONE;
}

void readLimits(const uint8_t *values, struct Limits *limits) {
  struct Reader reader = {values};
  for (uint8_t i = 0; i < SERVOS; i++) limits->speedUsPerS[i] = readU14(&reader);
  for (uint8_t i = 0; i < SERVOS; i++) {
    limits->range[i].minUs = readU14(&reader);
    limits->range[i].maxUs = readU14(&reader);
  }
  for (uint8_t k = 0; k < HALF_SPACES; k++) limits->offsetDeg32[k] = readU14(&reader);
}

void historyFill(struct History *history, const uint16_t appliedUs[SERVOS]) {
  for (uint8_t i = 0; i < HISTORY_SAMPLES; i++) historyPush(history, appliedUs);
}

void historyPush(struct History *history, const uint16_t appliedUs[SERVOS]) {
  history->newest = history->newest == HISTORY_SAMPLES - 1 ? 0 : (uint8_t)(history->newest + 1);
  memcpy(history->appliedUs[history->newest], appliedUs, sizeof history->appliedUs[0]);
}
