#include "replies.h"

#include <avr/pgmspace.h>
#include <stdbool.h>

#include "pins.h"
#include "uart.h"

#define START_SYSEX 0xF0
#define END_SYSEX 0xF7
#define REPORT_VERSION 0xF9
#define REPORT_FIRMWARE 0x79
#define ANALOG_MAPPING_RESPONSE 0x6A
#define CAPABILITY_RESPONSE 0x6C
#define PIN_STATE_RESPONSE 0x6E
#define STRING_DATA 0x71
#define PROTOCOL_MAJOR 2
#define PROTOCOL_MINOR 6
#define FIRMWARE_MAJOR 1
#define FIRMWARE_MINOR 0
#define LONGEST_STRING 30
#define NO_PIN 0x7F

static const char firmwareName[] PROGMEM = "Poise interlock";

/* A bit stays set until the transmit queue has room for its reply. */
static uint8_t owed;
static uint8_t pinStateOwed = NO_PIN;

void replyOwe(uint8_t reply) { owed |= reply; }

void replyOwePinState(uint8_t pin) {
  if (pin < PINS) pinStateOwed = pin;
}

static void put14(uint16_t value) {
  uartPut((uint8_t)(value & 0x7F));
  uartPut((uint8_t)((value >> 7) & 0x7F));
}

static void putText(const char *flashText, uint8_t length) {
  for (uint8_t i = 0; i < length; i++) put14(pgm_read_byte(flashText + i));
}

void replyString(const char *flashText) {
  uint8_t length = (uint8_t)strnlen_P(flashText, LONGEST_STRING);
  if (!uartBegin((uint8_t)(3 + 2 * length))) return;
  uartPut(START_SYSEX);
  uartPut(STRING_DATA);
  putText(flashText, length);
  uartPut(END_SYSEX);
  uartEnd();
}

static bool sendVersion(void) {
  if (!uartBegin(3)) return false;
  uartPut(REPORT_VERSION);
  uartPut(PROTOCOL_MAJOR);
  uartPut(PROTOCOL_MINOR);
  uartEnd();
  return true;
}

static bool sendFirmware(void) {
  const uint8_t length = sizeof firmwareName - 1;
  if (!uartBegin((uint8_t)(5 + 2 * length))) return false;
  uartPut(START_SYSEX);
  uartPut(REPORT_FIRMWARE);
  uartPut(FIRMWARE_MAJOR);
  uartPut(FIRMWARE_MINOR);
  putText(firmwareName, length);
  uartPut(END_SYSEX);
  uartEnd();
  return true;
}

/* One mode after the other, each with its resolution in bits; 0x7F ends a pin. */
static void putPinModes(uint8_t pin) {
  for (uint8_t mode = 0; mode <= PIN_MODE_PULLUP; mode++) {
    if (!pinTakesMode(pin, mode)) continue;
    uartPut(mode);
    uartPut(mode == PIN_MODE_ANALOG ? 10 : 1);
  }
  uartPut(0x7F);
}

static uint8_t capabilityLength(void) {
  uint8_t length = 3 + PINS;
  for (uint8_t pin = 0; pin < PINS; pin++) {
    for (uint8_t mode = 0; mode <= PIN_MODE_PULLUP; mode++) {
      if (pinTakesMode(pin, mode)) length = (uint8_t)(length + 2);
    }
  }
  return length;
}

/* Counted once: a host that asks without end must not cost more than the line can carry. */
static bool sendCapabilities(void) {
  static uint8_t length;
  if (length == 0) length = capabilityLength();
  if (!uartBegin(length)) return false;
  uartPut(START_SYSEX);
  uartPut(CAPABILITY_RESPONSE);
  for (uint8_t pin = 0; pin < PINS; pin++) putPinModes(pin);
  uartPut(END_SYSEX);
  uartEnd();
  return true;
}

static bool sendMapping(void) {
  if (!uartBegin(3 + PINS)) return false;
  uartPut(START_SYSEX);
  uartPut(ANALOG_MAPPING_RESPONSE);
  for (uint8_t pin = 0; pin < PINS; pin++) uartPut(pin >= FIRST_ANALOG_PIN ? (uint8_t)(pin - FIRST_ANALOG_PIN) : NO_PIN);
  uartPut(END_SYSEX);
  uartEnd();
  return true;
}

static bool sendPinState(uint8_t pin) {
  if (!uartBegin(6)) return false;
  uartPut(START_SYSEX);
  uartPut(PIN_STATE_RESPONSE);
  uartPut(pin);
  uartPut(pinMode(pin));
  uartPut(pinOutput(pin));
  uartPut(END_SYSEX);
  uartEnd();
  return true;
}

void repliesWork(void) {
  if ((owed & REPLY_VERSION) && sendVersion()) owed &= (uint8_t)~REPLY_VERSION;
  if ((owed & REPLY_FIRMWARE) && sendFirmware()) owed &= (uint8_t)~REPLY_FIRMWARE;
  if ((owed & REPLY_CAPABILITIES) && sendCapabilities()) owed &= (uint8_t)~REPLY_CAPABILITIES;
  if ((owed & REPLY_MAPPING) && sendMapping()) owed &= (uint8_t)~REPLY_MAPPING;
  if (pinStateOwed != NO_PIN && sendPinState(pinStateOwed)) pinStateOwed = NO_PIN;
}
