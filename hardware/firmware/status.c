#include "status.h"

#include "clock.h"
#include "frames.h"
#include "inputs.h"
#include "interlock.h"
#include "nonce.h"
#include "pots.h"
#include "potwatch.h"
#include "pulses.h"
#include "uart.h"

#define START_SYSEX 0xF0
#define END_SYSEX 0xF7

static uint8_t inputBits(const struct InterlockReport *report) {
  uint8_t bits = 0;
  if (isStopPressed()) bits |= 1 << 0;
  if (isHeadHeld()) bits |= 1 << 1;
  if (pulsesRun()) bits |= 1 << 2;
  if (report->hasLimits) bits |= 1 << 3;
  if (report->isResumed) bits |= 1 << 4;
  if (potWatchIsBelieved()) bits |= 1 << 5;
  return bits;
}

static void writeTriple(struct Writer *writer, const uint16_t values[SERVOS]) {
  for (uint8_t i = 0; i < SERVOS; i++) writeU14(writer, values[i]);
}

static void writeInterlock(struct Writer *writer) {
  struct InterlockReport report;
  struct Pots pots;
  interlockReport(&report);
  potsRead(&pots);
  writeU7(writer, report.state);
  writeU7(writer, report.fault);
  writeU28(writer, report.faultUptimeMs);
  writeU28(writer, bootNonce());
  writeU28(writer, uptimeMs());
  writeTriple(writer, report.appliedUs);
  writeTriple(writer, pots.sum);
  writeU7(writer, inputBits(&report));
  writeU16(writer, report.limitsCrc);
}

void statusSend(const struct Answer *answer) {
  uint8_t *frame = uartStatusBuffer();
  struct Writer writer = {frame};
  *writer.at++ = START_SYSEX;
  writeU7(&writer, FRAME_STATUS);
  writeU7(&writer, answer->inReplyTo);
  writeU14(&writer, answer->seq);
  writeU14(&writer, answer->acceptedSeq);
  writeInterlock(&writer);
  writeU7(&writer, answer->lastRefusal);
  writeU7(&writer, answer->isRefused ? 1 : 0);
  writeU14(&writer, answer->refusalCount);
  writeU7(&writer, resetCause());
  writeU28(&writer, FIRMWARE_HASH);
  writeU16(&writer, crcOf(frame + 1, 1 + BODY_STATUS));
  *writer.at = END_SYSEX;
  uartStatusReady();
}
