#include "potwatch.h"

#include <avr/pgmspace.h>
#include <util/atomic.h>

#include "generated/limits.h"
#include "judge.h"
#include "pots.h"

/* Of 10 ms. */
#define FAULT_STEPS 10
#define STUCK_STEPS 20

static const struct {
  uint8_t jumpUs;  /* no servo turns so far in 20 ms */
  uint8_t stillUs; /* nearer than this to where it was, it stands still */
  uint8_t stuckUs; /* pulses that went this far take the servo with them */
} bounds[SERVOS] PROGMEM = LIMITS_POT_WATCH;

struct Watch {
  uint8_t doubtSteps; /* since the last believed reading */
  uint8_t stuckSteps;
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

static bool isWithinReach(uint8_t servo, uint16_t pulseUs) {
  return !hasRead[servo] || distance(pulseUs, measuredUs[servo]) <= pgm_read_byte(&bounds[servo].jumpUs);
}

/* A doubt that lasts is a fault. A reading that stays where it jumped is then believed, so that the fault can be cleared. */
static uint8_t takeReading(uint8_t servo, const struct Pots *pots) {
  struct Watch *watch = &watches[servo];
  uint16_t pulseUs = pulseAtPot(servo, pots->sum[servo]);
  bool isJump = pots->isBelievable[servo] && !isWithinReach(servo, pulseUs);
  if (pots->isBelievable[servo] && !isJump) {
    believe(servo, pulseUs);
    return FAULT_NONE;
  }
  if (watch->doubtSteps < FAULT_STEPS) watch->doubtSteps++;
  if (watch->doubtSteps < FAULT_STEPS) return FAULT_NONE;
  if (!isJump) return FAULT_POT;
  believe(servo, pulseUs);
  return FAULT_POT_JUMP;
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
    uint8_t readingFault = takeReading(i, &pots);
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
