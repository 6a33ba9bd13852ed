/* The interlock of Poise: holds the head when everything else fails. RULES.md numbers what it does. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <stdbool.h>

#include "alarm.h"
#include "clock.h"
#include "commands.h"
#include "firmata.h"
#include "gate.h"
#include "i2c.h"
#include "inputs.h"
#include "interlock.h"
#include "nonce.h"
#include "notices.h"
#include "pots.h"
#include "pulses.h"
#include "uart.h"

/* Bytes handled before the other work gets its turn: 2.6 ms of the line at most. */
#define BYTES_PER_TURN 64

/* The pulse interrupt feeds the watchdog, never the main loop: a hung main loop must not stop the pulses. It does so every
 * 20 ms, and a servo without pulses lets go after some 50 ms: hence the only setting between. */
static void start(void) {
  nonceStart();
  interlockStart(resetCause());
  uartStart();
  firmataStart();
  gateStart();
  alarmStart();
  inputsStart();
  potsStart();
  pulsesStart();
  clockStart();
  wdt_enable(WDTO_30MS);
  SMCR = 0; /* idle: every peripheral goes on */
  sei();
}

/* Sleeps until a byte came, a transfer ended or a millisecond passed. */
static void waitForWork(void) {
  static uint8_t lastUptime;
  cli();
  while (!uartHasByte() && !i2cHasEnded() && uptimeLowByte() == lastUptime) {
    sleep_enable();
    sei();
    sleep_cpu();
    sleep_disable();
    cli();
  }
  lastUptime = uptimeLowByte();
  sei();
}

int main(void) {
  start();
  for (;;) {
    waitForWork();
    for (uint8_t n = 0; n < BYTES_PER_TURN && uartHasByte(); n++) firmataReceive(uartTakeByte());
    uint32_t nowMs = uptimeMs();
    interlockWork(nowMs);
    firmataWork(nowMs); /* first: at boot the version goes out before the status, as firmata-io expects */
    i2cWork((uint8_t)nowMs);
    commandWork();
    noticesWork();
  }
}
