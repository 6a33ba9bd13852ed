/* The rules a frame is judged by: pure functions of the situation, without hardware. FRAMES.md states them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "posemap.h"
#include "wire.h"

#define HISTORY_SAMPLES 25
#define HISTORY_STEP_MS 10
#define SLEW_FRAME_MAX_MS 30
#define SLEW_SHIFT_MS 3 /* by which line, main loop and whole milliseconds may bring two frames closer together */

struct Range {
  uint16_t minUs;
  uint16_t maxUs;
};

/* What the active profile allows; the order of a `limits` body. */
struct Limits {
  uint16_t speedUsPerS[SERVOS];
  struct Range range[SERVOS];
  uint16_t offsetDeg32[HALF_SPACES];
};

/* Pulses applied at the last 25 steps of 10 ms, a ring. */
struct History {
  uint16_t appliedUs[HISTORY_SAMPLES][SERVOS];
  uint8_t newest;
};

/* What a frame is judged against. */
struct Situation {
  uint8_t state;
  uint8_t fault;
  bool hasLimits;
  uint8_t sinceMotionMs; /* since the last accepted motion, at most SLEW_FRAME_MAX_MS */
  uint16_t appliedUs[SERVOS];
  int16_t appliedPose[AXES];
  uint16_t measuredUs[SERVOS]; /* pulses that would hold the servos at their last believed readings */
};

struct Motion {
  bool isMoving;
  uint16_t leaseMs;
  uint16_t pulseUs[SERVOS];
  int16_t pose[AXES]; /* of the pulses; known once the frame was judged and not refused */
};

/* The potentiometers: sums of their last 16 conversions (0..16368), each believable only if all 16 were. */
struct Pots {
  uint16_t sum[SERVOS];
  bool isBelievable[SERVOS];
};

bool isPowered(uint8_t state);

uint16_t distance(uint16_t a, uint16_t b);

/* Every rule of `motion` after length, CRC and sequence, in the order of FRAMES.md; the first one broken, or RULE_NONE. */
uint8_t judgeMotion(const struct Situation *now, const struct Limits *limits, const struct History *history,
                    struct Motion *motion);

/* Range and half-spaces for pulses that start from nothing: no error may be left unrepaired. */
uint8_t judgeFirstPulses(const struct Limits *limits, const uint16_t pulseUs[SERVOS]);

/* Each potentiometer believable, and each pulse near its own. */
uint8_t judgePots(const uint16_t pulseUs[SERVOS], const struct Pots *pots);

/* The pulse that would hold the servo where its potentiometer says it is. */
uint16_t pulseAtPot(uint8_t servo, uint16_t potSum);

/* `values`: the 105 numbers of a `limits` body as septets, after its seq. Narrower than the compiled ones everywhere? */
uint8_t judgeLimits(const uint8_t *values);

/* Decodes them. */
void readLimits(const uint8_t *values, struct Limits *limits);

/* Forgets the past: as if `appliedUs` had always been applied. */
void historyFill(struct History *history, const uint16_t appliedUs[SERVOS]);

void historyPush(struct History *history, const uint16_t appliedUs[SERVOS]);
