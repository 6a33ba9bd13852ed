#include "pots.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <util/atomic.h>

#include "generated/limits.h"

#define SAMPLES 16

static volatile uint16_t ring[SAMPLES * SERVOS]; /* servo after servo, sample after sample */
static volatile uint16_t sum[SERVOS];
static volatile uint8_t oldest;
/* Conversions in a row inside the window: while the sum still holds one from a broken wire, it means nothing. */
static volatile uint8_t believable[SERVOS];

static const struct {
  uint16_t low;
  uint16_t high;
} window[SERVOS] PROGMEM = LIMITS_POT_WINDOW;

static volatile uint16_t newest[ANALOG_CHANNELS];
static volatile uint8_t channel;
static volatile bool isScanning;
static uint8_t otherChannel = SERVOS;

static void convert(uint8_t next) {
  channel = next;
  ADMUX = (uint8_t)(_BV(REFS0) | next);
  ADCSRA |= _BV(ADSC);
}

/* One conversion stands for all sixteen until they have been made: after a reset the host reads a pose, never a fraction of
 * one. Interrupts are still off; a conversion takes 0.2 ms, and the bound is far above that. */
static void takeFirst(uint8_t servo) {
  convert(servo);
  for (uint16_t waits = 0; (ADCSRA & _BV(ADSC)) != 0 && waits < 2000; waits++) {
  }
  uint16_t value = ADC;
  for (uint8_t place = servo; place < SAMPLES * SERVOS; place = (uint8_t)(place + SERVOS)) ring[place] = value;
  sum[servo] = (uint16_t)(SAMPLES * value);
}

void potsStart(void) {
  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0); /* 125 kHz, 104 us a conversion */
  for (uint8_t servo = 0; servo < SERVOS; servo++) takeFirst(servo);
  ADCSRA |= _BV(ADIF) | _BV(ADIE);
}

void potsTick(void) {
  if (isScanning) return;
  isScanning = true;
  convert(0);
}

static void takePot(uint8_t servo, uint16_t value) {
  uint8_t place = oldest;
  sum[servo] = (uint16_t)(sum[servo] + value - ring[place]);
  ring[place] = value;
  place++;
  oldest = place == SAMPLES * SERVOS ? 0 : place;
  if (value < pgm_read_word(&window[servo].low) || value > pgm_read_word(&window[servo].high)) {
    believable[servo] = 0;
  } else if (believable[servo] < SAMPLES) {
    believable[servo] = (uint8_t)(believable[servo] + 1);
  }
}

/* Three potentiometers, then one of the others: 0.42 ms of each millisecond. Other interrupts are let in: the next
 * conversion starts only at its end, so it never meets itself. */
ISR(ADC_vect, ISR_NOBLOCK) {
  uint16_t value = ADC;
  uint8_t done = channel;
  newest[done] = value;
  if (done < SERVOS) {
    takePot(done, value);
    convert(done == SERVOS - 1 ? otherChannel : (uint8_t)(done + 1));
    return;
  }
  otherChannel = otherChannel == ANALOG_CHANNELS - 1 ? SERVOS : (uint8_t)(otherChannel + 1);
  isScanning = false;
}

void potsRead(struct Pots *pots) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    for (uint8_t i = 0; i < SERVOS; i++) {
      pots->sum[i] = sum[i];
      pots->isBelievable[i] = believable[i] == SAMPLES;
    }
  }
}

uint16_t analogValue(uint8_t number) {
  uint16_t value;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { value = newest[number]; }
  return value;
}
