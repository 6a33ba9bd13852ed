#include "firmata.h"

#include <stdbool.h>

#include "commands.h"
#include "i2c.h"
#include "pins.h"
#include "pots.h"
#include "replies.h"
#include "uart.h"
#include "wire.h"

#define START_SYSEX 0xF0
#define END_SYSEX 0xF7
#define ANALOG_MESSAGE 0xE0
#define DIGITAL_MESSAGE 0x90
#define REPORT_ANALOG 0xC0
#define REPORT_DIGITAL 0xD0
#define SET_PIN_MODE 0xF4
#define SET_DIGITAL_PIN 0xF5
#define REPORT_VERSION 0xF9
#define SYSTEM_RESET 0xFF
#define ANALOG_MAPPING_QUERY 0x69
#define CAPABILITY_QUERY 0x6B
#define PIN_STATE_QUERY 0x6D
#define REPORT_FIRMWARE 0x79
#define SAMPLING_INTERVAL 0x7A
#define I2C_REQUEST 0x76
#define I2C_CONFIG 0x78

#define DEFAULT_SAMPLING_MS 19
#define SHORTEST_SAMPLING_MS 10

static uint8_t sysex[LONGEST_SYSEX + 1]; /* one more, so that a longer one has a wrong length */
static uint8_t sysexLength;
static bool isInSysex;

/* The channel message being received. */
static uint8_t command;
static uint8_t dataNeeded;
static uint8_t firstData;

static uint8_t reportedChannels;
static uint8_t reportedPorts;
static uint8_t lastLevels[PORTS];
static uint16_t samplingMs;
static uint32_t lastSampleMs;

static void resetFirmata(void) {
  reportedChannels = 0;
  reportedPorts = 0;
  samplingMs = DEFAULT_SAMPLING_MS;
  pinsReset();
  i2cReset();
}

void firmataStart(void) {
  resetFirmata();
  replyOwe(REPLY_VERSION);
  replyOwe(REPLY_FIRMWARE);
}

static bool sendChannelMessage(uint8_t status, uint16_t value) {
  if (!uartBegin(3)) return false;
  uartPut(status);
  uartPut((uint8_t)(value & 0x7F));
  uartPut((uint8_t)((value >> 7) & 0x7F));
  uartEnd();
  return true;
}

/* Reporting a port sends its levels at once, then on change; a report without room is tried again. */
static void sendPorts(void) {
  for (uint8_t port = 0; port < PORTS; port++) {
    if ((reportedPorts & (1 << port)) == 0) continue;
    uint8_t levels = portLevels(port);
    bool isFirst = (reportedPorts & (0x10 << port)) != 0;
    if (!isFirst && levels == lastLevels[port]) continue;
    if (!sendChannelMessage((uint8_t)(DIGITAL_MESSAGE | port), levels)) continue;
    lastLevels[port] = levels;
    reportedPorts &= (uint8_t)~(0x10 << port);
  }
}

/* Analog values without room are left out: the next sample replaces them. */
static void sendChannels(void) {
  for (uint8_t channel = 0; channel < ANALOG_CHANNELS; channel++) {
    if ((reportedChannels & (1 << channel)) == 0) continue;
    sendChannelMessage((uint8_t)(ANALOG_MESSAGE | channel), analogValue(channel));
  }
}

void firmataWork(uint32_t nowMs) {
  repliesWork();
  sendPorts();
  if (nowMs - lastSampleMs < samplingMs) return;
  lastSampleMs = nowMs;
  sendChannels();
  i2cSample();
}

static void handleFirmataSysex(void) {
  switch (sysex[0]) {
    case REPORT_FIRMWARE:
      replyOwe(REPLY_FIRMWARE);
      break;
    case CAPABILITY_QUERY:
      replyOwe(REPLY_CAPABILITIES);
      break;
    case ANALOG_MAPPING_QUERY:
      replyOwe(REPLY_MAPPING);
      break;
    case PIN_STATE_QUERY:
      if (sysexLength >= 2) replyOwePinState(sysex[1]);
      break;
    case I2C_REQUEST:
      i2cRequest(sysex, sysexLength);
      break;
    case I2C_CONFIG:
      i2cConfigure(sysex, sysexLength);
      break;
    case SAMPLING_INTERVAL:
      if (sysexLength < 3) break;
      samplingMs = (uint16_t)(sysex[1] | (uint16_t)(sysex[2] << 7));
      if (samplingMs < SHORTEST_SAMPLING_MS) samplingMs = SHORTEST_SAMPLING_MS;
      break;
    default:
      break; /* unknown to us: not an error in Firmata */
  }
}

static void endSysex(void) {
  isInSysex = false;
  if (sysexLength == 0) return;
  if (isCommandId(sysex[0])) {
    commandHandle(sysex, sysexLength);
  } else {
    handleFirmataSysex();
  }
}

/* Another command before the end: bytes were lost. One of our frames is answered, as too short. */
static void abortSysex(void) {
  isInSysex = false;
  if (sysexLength > 0 && isCommandId(sysex[0])) commandHandle(sysex, 0);
}

static void setReporting(uint8_t *mask, uint8_t bits, bool isOn) {
  if (isOn) {
    *mask |= bits;
  } else {
    *mask &= (uint8_t)~bits;
  }
}

static void handleCommand(uint8_t data) {
  uint8_t low = command & 0x0F;
  switch (command & 0xF0) {
    case REPORT_ANALOG:
      if (low < ANALOG_CHANNELS) setReporting(&reportedChannels, (uint8_t)(1 << low), data != 0);
      return;
    case REPORT_DIGITAL:
      if (low < PORTS) setReporting(&reportedPorts, (uint8_t)(0x11 << low), data != 0);
      return;
    case DIGITAL_MESSAGE:
      portWrite(low, (uint8_t)(firstData | (uint8_t)(data << 7)));
      return;
    default:
      break;
  }
  if (command == SET_PIN_MODE) pinSetMode(firstData, data);
  if (command == SET_DIGITAL_PIN) pinWrite(firstData, data != 0);
}

static uint8_t dataOf(uint8_t status) {
  switch (status & 0xF0) {
    case ANALOG_MESSAGE:
    case DIGITAL_MESSAGE:
      return 2;
    case REPORT_ANALOG:
    case REPORT_DIGITAL:
      return 1;
    default:
      return status == SET_PIN_MODE || status == SET_DIGITAL_PIN ? 2 : 0;
  }
}

static void receiveStatusByte(uint8_t byte) {
  if (isInSysex && byte != END_SYSEX) abortSysex();
  if (isInSysex) {
    endSysex();
    return;
  }
  command = byte;
  dataNeeded = dataOf(byte);
  if (byte == START_SYSEX) {
    isInSysex = true;
    sysexLength = 0;
  }
  if (byte == REPORT_VERSION) replyOwe(REPLY_VERSION);
  if (byte == SYSTEM_RESET) resetFirmata();
}

static void receiveData(uint8_t byte) {
  if (isInSysex) {
    if (sysexLength <= LONGEST_SYSEX) sysex[sysexLength++] = byte;
    return;
  }
  if (dataNeeded == 0) return;
  dataNeeded--;
  if (dataNeeded > 0) {
    firstData = byte;
    return;
  }
  handleCommand(byte);
}

void firmataReceive(uint8_t byte) {
  if (byte & 0x80) {
    receiveStatusByte(byte);
  } else {
    receiveData(byte);
  }
}
