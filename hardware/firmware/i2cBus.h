/* One transfer at a time on A4 (SDA) and A5 (SCL), and what frees a bus that somebody holds. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Bytes of one transfer: what johnny-five's IMU driver reads at once. */
#define I2C_LONGEST 18

enum I2cResult { I2C_DONE = 0, I2C_NO_ANSWER = 1, I2C_TIMED_OUT = 2 };

struct I2cTransfer {
  uint8_t address;
  uint8_t result;
  uint8_t count; /* bytes read */
  const uint8_t *bytes;
};

bool i2cBusIsFree(void);

/* Begins: writes `out` bytes, if any, then reads `in`, if any; not both zero, neither over I2C_LONGEST. Only if the bus is free. */
void i2cBusBegin(uint8_t device, const uint8_t *bytes, uint8_t out, uint8_t in);

/* True if a transfer has ended, with what came of it; it stays so until `i2cBusTake`. */
bool i2cBusEnded(struct I2cTransfer *transfer);
void i2cBusTake(void);

/* A line stays low whatever is done; tried again now and then. */
bool i2cBusIsStuck(void);

void i2cBusWork(uint8_t nowMs);
