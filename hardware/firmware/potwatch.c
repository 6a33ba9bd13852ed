#include "potwatch.h"

#include <avr/pgmspace.h>
#include <util/atomic.h>

#include "generated/limits.h"
#include "judge.h"
#include "pots.h"

/* Of 10 ms. */
#define UNREAD_STEPS 10
#define JUMPED_STEPS 15
#define STUCK_STEPS 20

static const struct {
  uint8_t turnUs;  /* no servo turns further in a step */
  uint8_t jumpUs;  /* nor in two */
  uint8_t stillUs; /* nearer than this to where it was, it stands still */
  uint8_t stuckUs; /* pulses that went this far take the servo with them */
} bounds[SERVOS] PROGMEM = LIMITS_POT_WATCH;

struct Watch {
  uint8_t doubtSteps; /* since the last believed reading */
  uint8_t stuckSteps;
  bool hasLatest; /* the reading of the step before was one */
  bool isSettled; /* and had not jumped */
  uint16_t latestUs;
  uint16_t stillAtUs; /* where the servo stands, and the pulse when it came there */
  uint16_t pulseThenUs;
};

static struct Watch watches[SERVOS];
static volatile uint16_t measuredUs[SERVOS];
static bool hasRead[SERVOS];

void potWatchBegin(const uint16_t appliedUs[SERVOS]) {
  for (uint8_t i = 0; i < SERVOS; i++) {
    watches[i].stillAtUs = measuredUs[i];
    watches[i].pulseThenUs = appliedUs[i];
    watches[i].stuckSteps = 0;
  }
}

static void believe(uint8_t servo, uint16_t pulseUs) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { measuredUs[servo] = pulseUs; }
  watches[servo].doubtSteps = 0;
  hasRead[servo] = true;
}

void potWatchAssume(const uint16_t pulseUs[SERVOS]) {
  for (uint8_t i = 0; i < SERVOS; i++) measuredUs[i] = pulseUs[i];
}

/* A reading averages 16 ms and may hold both sides of a jump. So each is taken a step late, once the next has come and neither
 * has jumped; one after a gap holds nothing from before it. False: nothing to take. */
static bool isTaken(struct Watch *watch, uint16_t pulseUs, uint8_t turnUs, uint16_t *takenUs) {
  bool isFirst = !watch->hasLatest;
  bool isNear = isFirst || distance(pulseUs, watch->latestUs) <= turnUs;
  bool isSure = isFirst || (isNear && watch->isSettled);
  *takenUs = isFirst ? pulseUs : watch->latestUs;
  watch->hasLatest = true;
  watch->isSettled = isNear;
  watch->latestUs = pulseUs;
  return isSure;
}

/* The way its pulse has gone since it last turned is its own to go. */
static bool isWithinReach(uint8_t servo, uint16_t pulseUs, uint16_t appliedUs) {
  uint16_t reachUs = distance(appliedUs, watches[servo].pulseThenUs) + pgm_read_byte(&bounds[servo].jumpUs);
  return !hasRead[servo] || distance(pulseUs, measuredUs[servo]) <= reachUs;
}

/* A doubt that lasts is a fault. A reading that stays where it jumped is then believed, so that the fault can be cleared. */
static uint8_t doubt(uint8_t servo, uint16_t pulseUs, bool isReadable) {
  struct Watch *watch = &watches[servo];
  if (watch->doubtSteps < JUMPED_STEPS) watch->doubtSteps++;
  if (!isReadable) return watch->doubtSteps >= UNREAD_STEPS ? FAULT_POT : FAULT_NONE;
  if (watch->doubtSteps < JUMPED_STEPS) return FAULT_NONE;
  believe(servo, pulseUs);
  return FAULT_POT_JUMP;
}

static uint8_t takeReading(uint8_t servo, const struct Pots *pots, uint16_t appliedUs) {
  struct Watch *watch = &watches[servo];
  uint16_t pulseUs = pulseAtPot(servo, pots->sum[servo]);
  if (!pots->isBelievable[servo]) {
    watch->hasLatest = false;
    return doubt(servo, pulseUs, false);
  }
  uint16_t takenUs;
  bool isSure = isTaken(watch, pulseUs, pgm_read_byte(&bounds[servo].turnUs), &takenUs);
  if (!isSure || !isWithinReach(servo, takenUs, appliedUs)) return doubt(servo, pulseUs, true);
  believe(servo, takenUs);
  return FAULT_NONE;
}

/* The pulses went on and the servo did not: its potentiometer has come loose, or something holds it. */
static bool isStuck(uint8_t servo, uint16_t appliedUs, bool isMoving) {
  struct Watch *watch = &watches[servo];
  bool hasTurned = distance(measuredUs[servo], watch->stillAtUs) >= pgm_read_byte(&bounds[servo].stillUs);
  bool isDue = watch->stuckSteps >= STUCK_STEPS;
  if (hasTurned || isDue) {
    watch->stillAtUs = measuredUs[servo];
    watch->pulseThenUs = appliedUs;
    watch->stuckSteps = 0;
  } else if (isMoving && distance(appliedUs, watch->pulseThenUs) >= pgm_read_byte(&bounds[servo].stuckUs)) {
    watch->stuckSteps++;
  }
  return isDue && !hasTurned;
}

uint8_t potWatchStep(const uint16_t appliedUs[SERVOS], bool isMoving) {
  struct Pots pots;
  uint8_t fault = FAULT_NONE;
  potsRead(&pots);
  for (uint8_t i = 0; i < SERVOS; i++) {
    uint8_t readingFault = takeReading(i, &pots, appliedUs[i]);
    bool stuck = isStuck(i, appliedUs[i], isMoving);
    if (fault == FAULT_NONE) fault = readingFault;
    if (fault == FAULT_NONE && stuck) fault = FAULT_POT_STUCK;
  }
  return fault;
}

void potWatchMeasured(uint16_t pulseUs[SERVOS]) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    for (uint8_t i = 0; i < SERVOS; i++) pulseUs[i] = measuredUs[i];
  }
}

bool potWatchIsBelieved(void) {
  for (uint8_t i = 0; i < SERVOS; i++) {
    if (!hasRead[i] || watches[i].doubtSteps > 0) return false;
  }
  return true;
}
