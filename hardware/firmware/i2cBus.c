#include "i2cBus.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/twi.h>

#include "i2c.h"

#define SDA _BV(PC4)
#define SCL _BV(PC5)
#define BIT_RATE 72 /* 16 MHz / (16 + 2 * 72) = 100 kHz */
/* 20 bytes take 1.9 ms, and up to 6 ms of a BNO055, which holds the clock for some 0.2 ms before each. */
#define TIMEOUT_MS 10
#define RETRY_MS 200
/* Two turns of a millisecond each for a clock; nine clocks end whatever byte a device is sending. */
#define CLOCK_TURNS 18

#define GO (_BV(TWINT) | _BV(TWEN) | _BV(TWIE))
#define GO_START (GO | _BV(TWSTA))
#define GO_ACKNOWLEDGE (GO | _BV(TWEA))
#define GO_STOP (_BV(TWINT) | _BV(TWEN) | _BV(TWSTO))

enum Phase { FREE, RUNNING, STOPPING, BROKEN, CLOCKING, ENDED, STUCK };

static volatile uint8_t phase;
static volatile uint8_t result;
static uint8_t address;
static uint8_t buffer[I2C_LONGEST];
static volatile uint8_t at;
static volatile uint8_t outLeft;
static volatile uint8_t inLeft;
static uint8_t sinceMs;
static uint8_t turn;
static bool isStuck;

bool i2cBusIsFree(void) { return phase == FREE; }

bool i2cBusIsStuck(void) { return isStuck; }

bool i2cHasEnded(void) { return phase == STOPPING; }

void i2cBusBegin(uint8_t device, const uint8_t *bytes, uint8_t out, uint8_t in) {
  address = device;
  for (uint8_t i = 0; i < out; i++) buffer[i] = bytes[i];
  at = 0;
  outLeft = out;
  inLeft = in;
  result = I2C_TIMED_OUT;
  turn = 0;
  phase = RUNNING;
  PORTC |= SDA | SCL; /* weak, beside the resistors on the sensors' boards: an unplugged bus reads high */
  TWBR = BIT_RATE;
  TWSR = 0;
  TWCR = GO_START;
}

static uint8_t end(uint8_t how) {
  result = how;
  phase = STOPPING;
  return GO_STOP;
}

/* What to do after each event on the bus, DS40002061B tables 22-2 and 22-3. */
static uint8_t next(void) {
  switch (TW_STATUS) {
    case TW_START:
    case TW_REP_START:
      TWDR = (uint8_t)((address << 1) | (outLeft == 0 ? TW_READ : TW_WRITE));
      return GO;
    case TW_MT_SLA_ACK:
    case TW_MT_DATA_ACK:
      if (outLeft > 0) {
        outLeft = (uint8_t)(outLeft - 1);
        TWDR = buffer[at];
        at = (uint8_t)(at + 1);
        return GO;
      }
      at = 0;
      return inLeft == 0 ? end(I2C_DONE) : GO_START;
    case TW_MR_DATA_ACK:
      buffer[at] = TWDR;
      at = (uint8_t)(at + 1);
      inLeft = (uint8_t)(inLeft - 1);
      return inLeft > 1 ? GO_ACKNOWLEDGE : GO;
    case TW_MR_SLA_ACK:
      return inLeft > 1 ? GO_ACKNOWLEDGE : GO;
    case TW_MR_DATA_NACK:
      buffer[at] = TWDR;
      at = (uint8_t)(at + 1);
      return end(I2C_DONE);
    case TW_MT_SLA_NACK:
    case TW_MR_SLA_NACK:
    case TW_MT_DATA_NACK:
      return end(I2C_NO_ANSWER);
    default: /* arbitration lost, bus error: somebody else pulls a line */
      phase = BROKEN;
      return 0;
  }
}

/* Its own interrupt off, all others are let in; the bus waits until it is told what to do. */
ISR(TWI_vect) {
  TWCR = _BV(TWEN);
  sei();
  uint8_t command = next();
  cli();
  TWCR = command;
}

static void pullLow(uint8_t line) {
  PORTC &= (uint8_t)~line;
  DDRC |= line;
}

static void letGo(uint8_t line) {
  DDRC &= (uint8_t)~line;
  PORTC |= line;
}

/* Hands the pins back from the two-wire unit: from here on they are clocked by hand. */
static void beginClocking(uint8_t nowMs) {
  TWCR = 0;
  turn = 0;
  sinceMs = nowMs;
  phase = CLOCKING;
}

/* A device that was cut off amid a byte holds SDA until it has been clocked out; then a start and a stop make it forget. */
static void clockOut(void) {
  bool isHeld = (PINC & (SDA | SCL)) != (SDA | SCL);
  if (turn < CLOCK_TURNS && (turn & 1) == 0) {
    if (turn > 0 && !isHeld) {
      turn = CLOCK_TURNS;
      return;
    }
    pullLow(SCL);
  } else if (turn < CLOCK_TURNS) {
    letGo(SCL);
  } else if (turn == CLOCK_TURNS) {
    if (isHeld) {
      phase = STUCK;
      isStuck = true;
      return;
    }
    pullLow(SDA);
  } else {
    letGo(SDA);
    isStuck = false;
    phase = ENDED;
  }
  turn++;
}

static void watchTransfer(uint8_t nowMs) {
  /* A stop takes no interrupt; on a bus that is held low it never comes. */
  if (phase == STOPPING && (TWCR & _BV(TWSTO)) == 0) {
    phase = ENDED;
    return;
  }
  if (turn == 0) {
    turn = 1;
    sinceMs = nowMs;
  }
  if (phase == BROKEN || (uint8_t)(nowMs - sinceMs) > TIMEOUT_MS) beginClocking(nowMs);
}

void i2cBusWork(uint8_t nowMs) {
  switch (phase) {
    case RUNNING:
    case STOPPING:
    case BROKEN:
      watchTransfer(nowMs);
      break;
    case CLOCKING:
      if (nowMs == sinceMs) break;
      sinceMs = nowMs;
      clockOut();
      break;
    case STUCK:
      if ((uint8_t)(nowMs - sinceMs) > RETRY_MS) beginClocking(nowMs);
      break;
    default:
      break;
  }
}

bool i2cBusEnded(struct I2cTransfer *transfer) {
  if (phase != ENDED) return false;
  transfer->address = address;
  transfer->result = result;
  transfer->count = result == I2C_DONE ? at : 0;
  transfer->bytes = buffer;
  return true;
}

void i2cBusTake(void) { phase = FREE; }
