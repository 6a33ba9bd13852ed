#include "i2c.h"

#include <avr/pgmspace.h>
#include <string.h>

#include "i2cBus.h"
#include "i2cReplies.h"

/* In a sysex: id, address, mode, then pairs of septets. */
#define HEADER 3
#define MODE_MASK 0x18
#define MODE_WRITE 0x00
#define MODE_READ_ONCE 0x08
#define MODE_READ_CONTINUOUSLY 0x10
#define MODE_STOP_READING 0x18
/* Ten-bit addresses, which nothing of ours has. A read always keeps the bus between register and data; 0x40 asks for that. */
#define MODE_TEN_BITS 0x27
/* Below and above lie addresses with a meaning of their own. */
#define FIRST_ADDRESS 0x08
#define LAST_ADDRESS 0x77

/* Two IMUs of johnny-five read three ranges each, for ever, and write three registers each at once; the first of those writes is
 * on the bus, not in the queue. */
#define CONTINUOUS 6
#define QUEUE_SIZE 20
#define QUEUE_HEADER 2
#define IS_READ 0x80
#define IS_ANNOUNCED 0x80

static const char textMalformed[] PROGMEM = ": malformed";
static const char textTooMany[] PROGMEM = ": too many";
static const char textNotConfigured[] PROGMEM = ": not configured";
static const char textNoAnswer[] PROGMEM = ": no answer";
static const char textTimedOut[] PROGMEM = ": timed out";
static const char textBusStuck[] PROGMEM = ": bus stuck";

/* Single requests, oldest first: address (and whether it reads), number of bytes, bytes. A read has a count and perhaps a
 * register. */
static uint8_t queue[QUEUE_SIZE];
static uint8_t queueUsed;

static struct {
  uint8_t address; /* with IS_ANNOUNCED: the host knows that it fails */
  uint8_t reg;
  uint8_t count; /* with NO_REGISTER: read without naming one */
} continuous[CONTINUOUS];
#define NO_REGISTER 0x80

static uint8_t continuousUsed;
static uint8_t continuousNext = CONTINUOUS;

static bool isConfigured;
static bool isStuckAnnounced;
/* The transfer on the bus: which continuous read it is, or SINGLE; and the register that its reply names. */
#define SINGLE 0xFF
static uint8_t current = SINGLE;
static uint8_t currentRegister;

void i2cReset(void) {
  isConfigured = false;
  queueUsed = 0;
  continuousUsed = 0;
  continuousNext = CONTINUOUS;
  current = SINGLE;
}

/* A delay between register and data would have to be waited for; devices that need one are not ours. */
void i2cConfigure(const uint8_t *sysex, uint8_t length) {
  for (uint8_t i = 1; i < length; i++) {
    if (sysex[i] != 0) {
      i2cSay(0, textMalformed);
      return;
    }
  }
  isConfigured = true;
}

/* Byte number `index` of a request; more than 0xFF if the pair is none. */
static uint16_t byteAt(const uint8_t *sysex, uint8_t index) {
  const uint8_t *pair = sysex + HEADER + 2 * index;
  return (uint16_t)(pair[0] | (uint16_t)(pair[1] << 7));
}

static bool enqueue(uint8_t head, const uint8_t *sysex, uint8_t bytes) {
  if (queueUsed + QUEUE_HEADER + bytes > QUEUE_SIZE) return false;
  uint8_t *entry = queue + queueUsed;
  entry[0] = head;
  entry[1] = bytes;
  for (uint8_t i = 0; i < bytes; i++) entry[QUEUE_HEADER + i] = (uint8_t)byteAt(sysex, i);
  queueUsed = (uint8_t)(queueUsed + QUEUE_HEADER + bytes);
  return true;
}

static uint8_t addressOf(uint8_t place) { return continuous[place].address & (uint8_t)~IS_ANNOUNCED; }

/* The same read again takes the place of the first. */
static bool readContinuously(uint8_t address, uint8_t reg, uint8_t count) {
  uint8_t place = 0;
  while (place < continuousUsed && !(addressOf(place) == address && continuous[place].reg == reg)) place++;
  if (place == CONTINUOUS) return false;
  continuous[place].address = address;
  continuous[place].reg = reg;
  continuous[place].count = count;
  if (place == continuousUsed) continuousUsed++;
  return true;
}

static void stopReading(uint8_t address) {
  uint8_t kept = 0;
  for (uint8_t i = 0; i < continuousUsed; i++) {
    if (addressOf(i) == address) continue;
    continuous[kept++] = continuous[i];
  }
  continuousUsed = kept;
  continuousNext = CONTINUOUS; /* the others are read when next they are due */
  current = SINGLE;
}

static bool isReadWellFormed(const uint8_t *sysex, uint8_t bytes) {
  if (bytes != 1 && bytes != 2) return false;
  uint16_t count = byteAt(sysex, (uint8_t)(bytes - 1));
  return count >= 1 && count <= I2C_LONGEST;
}

static const char *refusal(const uint8_t *sysex, uint8_t length) {
  if (length < HEADER || (length - HEADER) % 2 != 0) return textMalformed;
  uint8_t address = sysex[1];
  uint8_t bytes = (uint8_t)((length - HEADER) / 2);
  if (address < FIRST_ADDRESS || address > LAST_ADDRESS) return textMalformed;
  if ((sysex[2] & MODE_TEN_BITS) != 0) return textMalformed;
  if (!isConfigured) return textNotConfigured;
  for (uint8_t i = 0; i < bytes; i++) {
    if (byteAt(sysex, i) > 0xFF) return textMalformed;
  }
  uint8_t mode = sysex[2] & MODE_MASK;
  if (mode == MODE_STOP_READING) {
    stopReading(address);
    return NULL;
  }
  if (i2cBusIsStuck()) return textBusStuck;
  if (mode == MODE_WRITE) {
    if (bytes < 1 || bytes > I2C_LONGEST) return textMalformed;
    return enqueue(address, sysex, bytes) ? NULL : textTooMany;
  }
  if (!isReadWellFormed(sysex, bytes)) return textMalformed;
  if (mode == MODE_READ_ONCE) return enqueue(address | IS_READ, sysex, bytes) ? NULL : textTooMany;
  uint8_t count = (uint8_t)byteAt(sysex, (uint8_t)(bytes - 1));
  bool isAccepted = bytes == 2 ? readContinuously(address, (uint8_t)byteAt(sysex, 0), count)
                               : readContinuously(address, 0, count | NO_REGISTER);
  return isAccepted ? NULL : textTooMany;
}

void i2cSample(void) {
  if (continuousNext >= continuousUsed) continuousNext = 0;
}

static void beginSingle(void) {
  uint8_t bytes = queue[1];
  const uint8_t *payload = queue + QUEUE_HEADER;
  current = SINGLE;
  if (queue[0] & IS_READ) {
    currentRegister = bytes == 2 ? payload[0] : 0;
    i2cBusBegin(queue[0] & (uint8_t)~IS_READ, payload, (uint8_t)(bytes - 1), payload[bytes - 1]);
  } else {
    i2cBusBegin(queue[0], payload, bytes, 0);
  }
  uint8_t used = (uint8_t)(QUEUE_HEADER + bytes);
  queueUsed = (uint8_t)(queueUsed - used);
  memmove(queue, queue + used, queueUsed);
}

static void beginContinuous(void) {
  current = continuousNext++;
  uint8_t count = continuous[current].count;
  currentRegister = continuous[current].reg;
  uint8_t out = (count & NO_REGISTER) ? 0 : 1;
  i2cBusBegin(addressOf(current), &continuous[current].reg, out, count & (uint8_t)~NO_REGISTER);
}

static void beginNext(void) {
  if (!isConfigured || !i2cBusIsFree()) return;
  if (queueUsed > 0) {
    beginSingle();
  } else if (continuousNext < continuousUsed) {
    beginContinuous();
  }
}

void i2cRequest(const uint8_t *sysex, uint8_t length) {
  const char *text = refusal(sysex, length);
  if (text != NULL) i2cSay(length > 1 ? sysex[1] : 0, text);
  beginNext();
}

/* A continuous read that fails says so once, until it succeeds again. */
static bool report(const struct I2cTransfer *done) {
  bool isContinuous = current < continuousUsed;
  uint8_t *announced = &continuous[isContinuous ? current : 0].address;
  if (done->result == I2C_DONE) {
    if (isContinuous) *announced &= (uint8_t)~IS_ANNOUNCED;
    isStuckAnnounced = false;
    return i2cReply(done, currentRegister);
  }
  if (isContinuous && (*announced & IS_ANNOUNCED)) return true;
  if (!i2cSay(done->address, done->result == I2C_NO_ANSWER ? textNoAnswer : textTimedOut)) return false;
  if (isContinuous) *announced |= IS_ANNOUNCED;
  return true;
}

/* What is ended stays until the line has room for what is to be said of it. */
void i2cWork(uint8_t nowMs) {
  struct I2cTransfer done;
  i2cBusWork(nowMs);
  if (i2cBusIsStuck()) {
    queueUsed = 0;
    if (!isStuckAnnounced) isStuckAnnounced = i2cSay(0, textBusStuck);
    return;
  }
  if (i2cBusEnded(&done)) {
    if (isConfigured && !report(&done)) return;
    i2cBusTake();
  }
  beginNext();
}
