/* The state machine that owns pulses, power and the fault latch.
 *
 * The timer interrupt lapses the lease and re-attaches; the main loop only asks for changes, and each change is checked
 * once more with interrupts off before it takes effect. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "judge.h"
#include "wire.h"

/* `resetCause`: MCUSR as found. Resumes the recorded pulses, or starts with everything off. */
void interlockStart(uint8_t resetCause);

/* From interrupts. */
void interlockTick(void);
void interlockInputChanged(void);

/* Latches a fault unless one is latched, and ends motion; safe anywhere. */
void interlockLatch(uint8_t newFault);

/* What the brace's own light and buzzer tell of: one of generated/alarms.h. */
uint8_t interlockSituation(void);

/* From the main loop, at least every 10 ms: past pulses, measured pulses, potentiometer faults. */
void interlockWork(uint32_t nowMs);

/* What the frames ask for. Each answers with the rule that refuses it, or RULE_NONE once it has taken effect. */
uint8_t interlockMotion(struct Motion *motion);
uint8_t interlockAttach(uint32_t nonce, const uint16_t pulseUs[SERVOS]);
uint8_t interlockLimits(const uint8_t *values, uint16_t crc);
uint8_t interlockRelease(uint32_t nonce, bool headOutOfBrace);
uint8_t interlockClear(uint32_t nonce, uint8_t acknowledged);

/* A motion frame was refused, for whatever rule. */
void interlockMotionRefused(void);

/* True once after something happened that the host must hear of unasked. */
bool interlockTakeNews(void);

struct InterlockReport {
  uint8_t state;
  uint8_t fault;
  uint32_t faultUptimeMs;
  uint16_t appliedUs[SERVOS]; /* 0 while off or released */
  uint16_t limitsCrc;
  bool hasLimits;
  bool isResumed;
};
void interlockReport(struct InterlockReport *report);
