#include "inputs.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <stdint.h>
#include <util/atomic.h>

#include "interlock.h"

#define STOP_PIN PD2
#define HEAD_PIN PD3
#define STOP_RELEASE_MS 20
#define HEAD_HELD_MS 20
#define HEAD_LET_GO_MS 10

static volatile uint8_t stopLowMs;
static volatile bool stopPressed;
static uint8_t headStableMs;
static volatile bool headHeld;

void inputsStart(void) {
  DDRD &= (uint8_t)~(_BV(STOP_PIN) | _BV(HEAD_PIN));
  PORTD |= _BV(STOP_PIN) | _BV(HEAD_PIN);
  EICRA = _BV(ISC01) | _BV(ISC00); /* rising edge: the contact opens */
  EIFR = _BV(INTF0);
  EIMSK = _BV(INT0);
}

/* One edge is enough: until the stop is let go its interrupt stays off, or a storm of edges on a long wire would leave no
 * time for the pulses. */
static void stopOpened(void) {
  EIMSK = 0;
  stopLowMs = 0;
  if (!stopPressed) {
    stopPressed = true;
    interlockInputChanged();
  }
  interlockLatch(FAULT_STOP_INPUT);
}

ISR(INT0_vect) { stopOpened(); }

/* The level is read beside the edge: a contact that is open at boot has no edge. */
static void stopTick(void) {
  if (PIND & _BV(STOP_PIN)) {
    stopOpened();
    return;
  }
  if (!stopPressed) return;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    stopLowMs++;
    if (stopLowMs >= STOP_RELEASE_MS) {
      stopPressed = false;
      EIFR = _BV(INTF0); /* of bounces while it was off */
      EIMSK = _BV(INT0);
      interlockInputChanged();
    }
  }
}

static void headTick(void) {
  bool isClosed = (PIND & _BV(HEAD_PIN)) == 0;
  if (isClosed == headHeld) {
    headStableMs = 0;
    return;
  }
  headStableMs++;
  if (headStableMs < (isClosed ? HEAD_HELD_MS : HEAD_LET_GO_MS)) return;
  headStableMs = 0;
  headHeld = isClosed;
  interlockInputChanged();
}

void inputsTick(void) {
  stopTick();
  headTick();
}

bool isStopPressed(void) { return stopPressed; }

bool isHeadHeld(void) { return headHeld; }
