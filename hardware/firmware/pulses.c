#include "pulses.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "clock.h"

#define SERVO_MASK (_BV(PB1) | _BV(PB2) | _BV(PB3))
#define TICKS_PER_US 2
#define FRAME_TICKS (20000U * TICKS_PER_US)

/* The interrupt enters this early and waits for the exact tick, so that what ran before it with interrupts off does not
 * move the edge: the longest stretch elsewhere, a stop edge on top, and its own preparation. It must also end before
 * the line (40 us a byte) has brought two bytes. */
#define LEAD_TICKS (24U * TICKS_PER_US)
/* The first edge of a frame has more to prepare. */
#define FRAME_LEAD_TICKS (28U * TICKS_PER_US)

static volatile uint16_t wantedUs[SERVOS];
static volatile bool isWanted;
static volatile bool isRunning;

static uint16_t frameUs[SERVOS];
static uint16_t frameStart;
static uint16_t nextEdge;
static uint8_t slot; /* servo whose pulse begins at the next edge; SERVOS: the last one ends */

void pulsesStart(void) {
  PORTB &= (uint8_t)~SERVO_MASK;
  DDRB |= SERVO_MASK;
  frameStart = 1000U * TICKS_PER_US;
  nextEdge = frameStart;
  OCR1A = nextEdge - FRAME_LEAD_TICKS;
  TIMSK1 = _BV(OCIE1A);
  TCCR1B = _BV(CS11); /* 16 MHz / 8 = 0.5 us */
}

void pulsesSet(const uint16_t pulseUs[SERVOS]) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    for (uint8_t i = 0; i < SERVOS; i++) wantedUs[i] = pulseUs[i];
    isWanted = true;
  }
}

void pulsesStop(void) { isWanted = false; }

bool pulsesRun(void) { return isWanted && isRunning; }

/* Feeds the watchdog only if the 1 kHz interrupt ran too: without it no lease would ever lapse. */
static void feedWatchdog(void) {
  static uint8_t lastUptime;
  uint8_t now = uptimeLowByte();
  if (now != lastUptime) wdt_reset();
  lastUptime = now;
}

static void beginFrame(void) {
  isRunning = isWanted;
  for (uint8_t i = 0; i < SERVOS; i++) frameUs[i] = wantedUs[i];
  feedWatchdog();
}

static void scheduleEdge(uint16_t ticks, uint8_t leadTicks) {
  nextEdge = ticks;
  OCR1A = ticks - leadTicks;
}

/* One edge: the pulse of one servo ends in the same instruction in which the next one's begins. */
ISR(TIMER1_COMPA_vect) {
  if (slot == 0) beginFrame();
  uint8_t port = PORTB & (uint8_t)~SERVO_MASK;
  if (isRunning && slot < SERVOS) port = (uint8_t)(port | (_BV(PB1) << slot));
  uint8_t edge = (uint8_t)nextEdge;
  bool isLate = (int8_t)(TCNT1L - edge) > 0;
  while ((int8_t)(TCNT1L - edge) < 0) {
  }
  PORTB = port;
  /* Should something ever delay an edge, then the pulse that begins with it is still whole. */
  if (isLate) nextEdge = TCNT1;

  if (isRunning && slot < SERVOS) {
    scheduleEdge(nextEdge + frameUs[slot] * TICKS_PER_US, LEAD_TICKS);
    slot++;
  } else {
    slot = 0;
    frameStart += FRAME_TICKS;
    scheduleEdge(frameStart, FRAME_LEAD_TICKS);
  }
}
