#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "alarm.h"
#include "gate.h"
#include "inputs.h"
#include "interlock.h"
#include "pots.h"

static volatile uint32_t milliseconds;

void clockStart(void) {
  TCCR0A = _BV(WGM01);
  OCR0A = 249; /* 16 MHz / 64 / 250 = 1 kHz */
  TIMSK0 = _BV(OCIE0A);
  TCCR0B = _BV(CS01) | _BV(CS00);
}

/* After counting, other interrupts are let in: the serial line loses no byte and the pulse edges stay exact. One tick
 * takes about 1 % of its millisecond, so it never meets itself. */
ISR(TIMER0_COMPA_vect) {
  milliseconds++;
  sei();
  gateTick();
  potsTick();
  inputsTick();
  interlockTick();
  alarmTick();
}

uint32_t uptimeMs(void) {
  uint32_t now;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { now = milliseconds; }
  return now;
}

uint8_t uptimeLowByte(void) { return (uint8_t)milliseconds; }
