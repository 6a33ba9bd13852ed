#include "interlock.h"

#include <avr/io.h>
#include <string.h>
#include <util/atomic.h>

#include "clock.h"
#include "generated/alarms.h"
#include "inputs.h"
#include "nonce.h"
#include "pots.h"
#include "potwatch.h"
#include "pulses.h"
#include "record.h"

#define REFUSALS_TO_FAULT 3

/* Shared with the timer interrupt. */
static volatile uint8_t state;
static volatile uint8_t fault;
static volatile uint32_t faultUptimeMs;
static volatile uint8_t leaseLeftMs;
static volatile bool isHeadOutOfBrace;
static volatile bool hasNews;
static volatile bool isPastStale;
static volatile uint16_t appliedUs[SERVOS];

/* The main loop's own. */
static struct Limits limits;
static struct History history;
static int16_t appliedPose[AXES];
static bool hasLimits;
static bool isResumed;
static uint16_t limitsCrc;
static uint32_t lastMotionMs;
static uint32_t lastStepMs;
static uint8_t refusedInRow;

static void copyPulses(volatile uint16_t *to, const volatile uint16_t *from) {
  for (uint8_t i = 0; i < SERVOS; i++) to[i] = from[i];
}

static void currentPulses(uint16_t pulseUs[SERVOS]) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { copyPulses(pulseUs, appliedUs); }
}

/* With interrupts off: these pulses, and the lease to confirm them in. */
static void apply(uint8_t newState, const uint16_t pulseUs[SERVOS], uint8_t leaseMs) {
  copyPulses(appliedUs, pulseUs);
  state = newState;
  leaseLeftMs = leaseMs;
  pulsesSet(pulseUs);
}

void interlockLatch(uint8_t newFault) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (fault == FAULT_NONE) {
      fault = newFault;
      faultUptimeMs = uptimeMs();
      hasNews = true;
    }
    if (state == STATE_MOVING) state = STATE_HOLD;
  }
}

void interlockInputChanged(void) { hasNews = true; }

/* MCUSR holds several causes after a power-on; that one rules, because the RAM then means nothing. */
static uint8_t faultOfReset(uint8_t cause) {
  if (cause & _BV(WDRF)) return FAULT_WATCHDOG_RESET;
  if (cause & _BV(BORF)) return FAULT_BROWN_OUT_RESET;
  return FAULT_EXTERNAL_RESET;
}

void interlockStart(uint8_t resetCause) {
  uint16_t pulseUs[SERVOS];
  bool isPowerOn = (resetCause & _BV(PORF)) != 0;
  hasNews = true;
  if (isPowerOn || !recordRead(pulseUs)) {
    recordErase();
    return;
  }
  apply(STATE_HOLD, pulseUs, MAX_LEASE_MS);
  potWatchAssume(pulseUs);
  isResumed = true;
  isPastStale = true;
  interlockLatch(faultOfReset(resetCause));
}

/* The person let go of a head that is still in the brace: hold it where it is, at once. */
static void reattach(void) {
  uint16_t pulseUs[SERVOS];
  potWatchMeasured(pulseUs);
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    apply(STATE_HOLD, pulseUs, MAX_LEASE_MS);
    isPastStale = true;
  }
  recordWrite(pulseUs);
  interlockLatch(FAULT_RELEASE_ENDED);
}

static void lapseLease(void) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (leaseLeftMs > 0) leaseLeftMs--;
    if (leaseLeftMs == 0) interlockLatch(FAULT_SILENCE);
  }
}

void interlockTick(void) {
  if (isPowered(state)) lapseLease();
  if (state == STATE_RELEASED && !isHeadOutOfBrace && !isHeadHeld()) reattach();
}

static void watchPots(void) {
  uint16_t pulseUs[SERVOS];
  currentPulses(pulseUs);
  uint8_t potFault = potWatchStep(pulseUs, state == STATE_MOVING);
  if (potFault != FAULT_NONE && isPowered(state)) interlockLatch(potFault);
}

/* Bounded: a main loop that was held up for longer than the window begins it anew. */
static void remember(uint32_t nowMs) {
  uint16_t pulseUs[SERVOS];
  currentPulses(pulseUs);
  bool isStale = isPastStale || nowMs - lastStepMs >= HISTORY_SAMPLES * HISTORY_STEP_MS;
  if (isStale) {
    isPastStale = false;
    historyFill(&history, pulseUs);
    mapPose(appliedPose, pulseUs);
    potWatchBegin(pulseUs);
    lastStepMs = nowMs;
    lastMotionMs = nowMs;
    return;
  }
  while (nowMs - lastStepMs >= HISTORY_STEP_MS) {
    historyPush(&history, pulseUs);
    lastStepMs += HISTORY_STEP_MS;
  }
}

void interlockWork(uint32_t nowMs) {
  bool isStep = nowMs - lastStepMs >= HISTORY_STEP_MS;
  if (!isStep && !isPastStale) return;
  remember(nowMs);
  watchPots();
}

static void observe(struct Situation *situation, uint32_t nowMs) {
  uint32_t sinceMs = nowMs - lastMotionMs;
  situation->sinceMotionMs = sinceMs < SLEW_FRAME_MAX_MS ? (uint8_t)sinceMs : SLEW_FRAME_MAX_MS;
  situation->hasLimits = hasLimits;
  memcpy(situation->appliedPose, appliedPose, sizeof appliedPose);
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    situation->state = state;
    situation->fault = fault;
    copyPulses(situation->appliedUs, appliedUs);
    potWatchMeasured(situation->measuredUs);
  }
}

uint8_t interlockMotion(struct Motion *motion) {
  uint32_t nowMs = uptimeMs();
  struct Situation situation;
  interlockWork(nowMs);
  observe(&situation, nowMs);
  uint8_t rule = judgeMotion(&situation, &limits, &history, motion);
  if (rule != RULE_NONE) return rule;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    /* A stop may have come while the frame was judged. */
    if (motion->isMoving && fault != FAULT_NONE) {
      rule = RULE_LATCHED;
    } else {
      apply(motion->isMoving ? STATE_MOVING : STATE_HOLD, motion->pulseUs, (uint8_t)motion->leaseMs);
    }
  }
  if (rule != RULE_NONE) return rule;
  memcpy(appliedPose, motion->pose, sizeof appliedPose);
  lastMotionMs = nowMs;
  refusedInRow = 0;
  recordWrite(motion->pulseUs);
  return RULE_NONE;
}

void interlockMotionRefused(void) {
  if (!isPowered(state)) return;
  refusedInRow++;
  if (refusedInRow < REFUSALS_TO_FAULT) return;
  refusedInRow = 0;
  interlockLatch(FAULT_REFUSED_THRICE);
}

static uint8_t judgeAttach(uint32_t nonce, const uint16_t pulseUs[SERVOS]) {
  struct Pots pots;
  if (isPowered(state)) return RULE_ALREADY_ATTACHED;
  if (fault != FAULT_NONE) return RULE_LATCHED;
  if (nonce != bootNonce()) return RULE_NONCE;
  if (!hasLimits) return RULE_NO_LIMITS;
  if (isStopPressed()) return RULE_STOP_PRESSED;
  if (!isHeadHeld()) return RULE_HEAD_NOT_HELD;
  uint8_t rule = judgeFirstPulses(&limits, pulseUs);
  if (rule != RULE_NONE) return rule;
  potsRead(&pots);
  return potWatchIsBelieved() ? judgePots(pulseUs, &pots) : RULE_POT_IMPLAUSIBLE;
}

uint8_t interlockAttach(uint32_t nonce, const uint16_t pulseUs[SERVOS]) {
  uint8_t rule = judgeAttach(nonce, pulseUs);
  if (rule != RULE_NONE) return rule;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (fault != FAULT_NONE) {
      rule = RULE_LATCHED;
    } else {
      apply(STATE_HOLD, pulseUs, MAX_LEASE_MS);
      isPastStale = true;
    }
  }
  if (rule != RULE_NONE) return rule;
  isResumed = false;
  refusedInRow = 0;
  recordWrite(pulseUs);
  return RULE_NONE;
}

uint8_t interlockLimits(const uint8_t *values, uint16_t crc) {
  if (state == STATE_MOVING) return RULE_NOT_IN_HOLD;
  uint8_t rule = judgeLimits(values);
  if (rule != RULE_NONE) return rule;
  readLimits(values, &limits);
  hasLimits = true;
  limitsCrc = crc;
  return RULE_NONE;
}

static uint8_t judgeRelease(uint32_t nonce) {
  if (!isPowered(state)) return RULE_NOT_POWERED;
  if (fault != FAULT_NONE) return RULE_LATCHED;
  if (nonce != bootNonce()) return RULE_NONCE;
  if (state == STATE_MOVING) return RULE_NOT_IN_HOLD;
  return isHeadHeld() ? RULE_NONE : RULE_HEAD_NOT_HELD;
}

uint8_t interlockRelease(uint32_t nonce, bool headOutOfBrace) {
  uint8_t rule = judgeRelease(nonce);
  if (rule != RULE_NONE) return rule;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (fault != FAULT_NONE) {
      rule = RULE_LATCHED;
    } else {
      isHeadOutOfBrace = headOutOfBrace;
      /* Before the state: once it says released, the timer interrupt may re-attach and write its own record. */
      recordErase();
      pulsesStop();
      state = STATE_RELEASED;
    }
  }
  if (rule == RULE_NONE) isResumed = false;
  return rule;
}

uint8_t interlockClear(uint32_t nonce, uint8_t acknowledged) {
  if (nonce != bootNonce()) return RULE_NONCE;
  if (fault == FAULT_NONE || fault != acknowledged) return RULE_WRONG_FAULT;
  uint8_t rule = RULE_NONE;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (isStopPressed()) {
      rule = RULE_STOP_PRESSED;
    } else {
      fault = FAULT_NONE;
      faultUptimeMs = 0;
      leaseLeftMs = MAX_LEASE_MS;
    }
  }
  refusedInRow = 0;
  return rule;
}

uint8_t interlockSituation(void) {
  if (fault == FAULT_NONE) return state == STATE_RELEASED ? ALARM_RELEASED : ALARM_QUIET;
  return isPowered(state) && leaseLeftMs == 0 ? ALARM_HELD_UNATTENDED : ALARM_LATCHED;
}

bool interlockTakeNews(void) {
  bool news;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    news = hasNews;
    hasNews = false;
  }
  return news;
}

void interlockReport(struct InterlockReport *report) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    report->state = state;
    report->fault = fault;
    report->faultUptimeMs = faultUptimeMs;
    copyPulses(report->appliedUs, appliedUs);
  }
  if (!isPowered(report->state)) memset(report->appliedUs, 0, sizeof report->appliedUs);
  report->limitsCrc = limitsCrc;
  report->hasLimits = hasLimits;
  report->isResumed = isResumed;
}
