/* Firmata's I2C messages on A4 and A5, 100 kHz. Every byte is moved by an interrupt: nothing here ever waits for the bus. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* A request as it stands in the sysex: message id, address, mode, pairs of septets. A malformed one is answered by a string. */
void i2cRequest(const uint8_t *sysex, uint8_t length);
void i2cConfigure(const uint8_t *sysex, uint8_t length);

/* Forgets every request; the transfer on the bus ends by itself. */
void i2cReset(void);

/* The continuous reads are due once more. */
void i2cSample(void);

/* True if a transfer has ended and waits for `i2cWork`. */
bool i2cHasEnded(void);

/* Begins, ends and times out transfers, frees a stuck bus. */
void i2cWork(uint8_t nowMs);
