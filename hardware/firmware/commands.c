#include "commands.h"

#include "frames.h"
#include "interlock.h"
#include "status.h"
#include "uart.h"

#define SEQUENCE_MASK 0x3FFF
#define SEQUENCE_HALF 0x1FFF
#define SEQ_SEPTETS 2
#define LIMITS_WITHOUT_SEQ (BODY_LIMITS - SEQ_SEPTETS)

static uint16_t acceptedSeq;
static bool hasAccepted;
static uint16_t refusalCount;
static uint8_t lastRefusal;

bool isCommandId(uint8_t id) { return id >= FRAME_MOTION && id <= FRAME_STATUS_REQUEST; }

static uint8_t bodyLength(uint8_t id) {
  switch (id) {
    case FRAME_MOTION:
      return BODY_MOTION;
    case FRAME_ATTACH:
      return BODY_ATTACH;
    case FRAME_LIMITS:
      return BODY_LIMITS;
    case FRAME_RELEASE:
      return BODY_RELEASE;
    case FRAME_CLEAR:
      return BODY_CLEAR;
    default:
      return BODY_STATUS_REQUEST;
  }
}

static uint8_t judgeFrame(const uint8_t *sysex, uint8_t length) {
  uint8_t expected = (uint8_t)(1 + bodyLength(sysex[0]));
  if (length != expected + CRC_SEPTETS) return RULE_LENGTH;
  return crcHolds(sysex, expected) ? RULE_NONE : RULE_CRC;
}

static uint8_t judgeSequence(uint16_t seq) {
  if (!hasAccepted) return RULE_NONE;
  uint16_t ahead = (seq - acceptedSeq) & SEQUENCE_MASK;
  return ahead >= 1 && ahead <= SEQUENCE_HALF ? RULE_NONE : RULE_SEQUENCE;
}

static void readPulses(struct Reader *reader, uint16_t pulseUs[SERVOS]) {
  for (uint8_t i = 0; i < SERVOS; i++) pulseUs[i] = readU14(reader);
}

static uint8_t askMotion(struct Reader *reader) {
  struct Motion motion;
  motion.isMoving = (readU7(reader) & FLAG_MOVING) != 0;
  motion.leaseMs = readU14(reader);
  readPulses(reader, motion.pulseUs);
  return interlockMotion(&motion);
}

static uint8_t askAttach(struct Reader *reader) {
  uint16_t pulseUs[SERVOS];
  uint32_t nonce = readU28(reader);
  readPulses(reader, pulseUs);
  return interlockAttach(nonce, pulseUs);
}

static uint8_t askRelease(struct Reader *reader) {
  uint32_t nonce = readU28(reader);
  return interlockRelease(nonce, (readU7(reader) & FLAG_HEAD_OUT_OF_BRACE) != 0);
}

static uint8_t askClear(struct Reader *reader) {
  uint32_t nonce = readU28(reader);
  return interlockClear(nonce, readU7(reader));
}

static uint8_t ask(uint8_t id, struct Reader *reader) {
  switch (id) {
    case FRAME_MOTION:
      return askMotion(reader);
    case FRAME_ATTACH:
      return askAttach(reader);
    case FRAME_LIMITS:
      return interlockLimits(reader->at, crcOf(reader->at, LIMITS_WITHOUT_SEQ));
    case FRAME_RELEASE:
      return askRelease(reader);
    default:
      return askClear(reader);
  }
}

static uint8_t judgeAndAsk(uint8_t id, uint16_t seq, struct Reader *reader) {
  if (id == FRAME_STATUS_REQUEST) return RULE_NONE;
  uint8_t rule = judgeSequence(seq);
  if (rule != RULE_NONE) return rule;
  rule = ask(id, reader);
  if (rule != RULE_NONE) return rule;
  acceptedSeq = seq;
  hasAccepted = true;
  return RULE_NONE;
}

static void countRefusal(uint8_t id, uint8_t rule) {
  lastRefusal = rule;
  if (refusalCount < SEQUENCE_MASK) refusalCount++;
  if (id == FRAME_MOTION) interlockMotionRefused();
}

static void answer(uint8_t id, uint16_t seq, bool isRefused) {
  struct Answer content = {id, seq, acceptedSeq, lastRefusal, isRefused, refusalCount};
  statusSend(&content);
}

void commandHandle(const uint8_t *sysex, uint8_t length) {
  uint8_t id = sysex[0];
  uint16_t seq = 0;
  uint8_t rule = judgeFrame(sysex, length);
  if (rule == RULE_NONE) {
    struct Reader reader = {sysex + 1};
    seq = readU14(&reader);
    rule = judgeAndAsk(id, seq, &reader);
  }
  if (rule != RULE_NONE) countRefusal(id, rule);
  interlockTakeNews(); /* this answer tells it */
  answer(id, seq, rule != RULE_NONE);
}

/* News wait until the answer before them is on the wire: the host misses an answer that never comes. */
void commandWork(void) {
  if (!uartStatusWaits() && interlockTakeNews()) answer(0, 0, false);
}
