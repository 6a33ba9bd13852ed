#include "i2cReplies.h"

#include <avr/pgmspace.h>

#include "uart.h"

#define START_SYSEX 0xF0
#define END_SYSEX 0xF7
#define STRING_DATA 0x71
#define I2C_REPLY 0x77

static const char textI2c[] PROGMEM = "I2C 0x";

static void putPair(uint8_t value) {
  uartPut(value & 0x7F);
  uartPut(value >> 7);
}

static void putHexDigit(uint8_t value) { putPair((uint8_t)(value < 10 ? '0' + value : 'a' + value - 10)); }

static void putText(const char *flashText) {
  for (char letter = (char)pgm_read_byte(flashText); letter != 0; letter = (char)pgm_read_byte(++flashText)) {
    putPair((uint8_t)letter);
  }
}

bool i2cSay(uint8_t address, const char *flashText) {
  uint8_t length = (uint8_t)(strlen_P(textI2c) + 2 + strlen_P(flashText));
  if (!uartBegin((uint8_t)(3 + 2 * length))) return false;
  uartPut(START_SYSEX);
  uartPut(STRING_DATA);
  putText(textI2c);
  putHexDigit((address >> 4) & 0x07);
  putHexDigit(address & 0x0F);
  putText(flashText);
  uartPut(END_SYSEX);
  uartEnd();
  return true;
}

bool i2cReply(const struct I2cTransfer *done, uint8_t reg) {
  if (done->count == 0) return true;
  if (!uartBegin((uint8_t)(7 + 2 * done->count))) return false;
  uartPut(START_SYSEX);
  uartPut(I2C_REPLY);
  putPair(done->address);
  putPair(reg);
  for (uint8_t i = 0; i < done->count; i++) putPair(done->bytes[i]);
  uartPut(END_SYSEX);
  uartEnd();
  return true;
}
