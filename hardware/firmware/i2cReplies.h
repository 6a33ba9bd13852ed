/* What the host hears of I2C; false if the line has no room for it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "i2cBus.h"

/* A string such as "I2C 0x28: no answer"; the text, in flash, begins with the colon. */
bool i2cSay(uint8_t address, const char *flashText);

/* The bytes read, if any, as Firmata's I2C_REPLY. */
bool i2cReply(const struct I2cTransfer *done, uint8_t reg);
