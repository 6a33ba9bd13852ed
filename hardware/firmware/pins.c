#include "pins.h"

#include <avr/io.h>
#include <util/atomic.h>

#define PIN_STOP 2
#define PIN_HEAD_HELD 3
#define PIN_SDA 18
#define PIN_SCL 19
#define FIRST_PIN_OF_B 8

static uint8_t modes[FIRST_ANALOG_PIN];
/* For each port, the pins in an input mode. */
static uint8_t inputs[PORTS];

static bool isFree(uint8_t pin) { return (pin >= 6 && pin <= 8) || pin == 13; }

static bool isLookedAt(uint8_t pin) { return pin == PIN_STOP || pin == PIN_HEAD_HELD; }

bool pinTakesMode(uint8_t pin, uint8_t mode) {
  if (mode == PIN_MODE_I2C) return pin == PIN_SDA || pin == PIN_SCL;
  if (pin >= FIRST_ANALOG_PIN) return pin < PINS && mode == PIN_MODE_ANALOG;
  if (mode == PIN_MODE_OUTPUT) return isFree(pin);
  return (isFree(pin) || isLookedAt(pin)) && (mode == PIN_MODE_INPUT || mode == PIN_MODE_PULLUP);
}

static uint8_t bitOf(uint8_t pin) { return (uint8_t)(1 << (pin & 7)); }

/* Atomic: the timer interrupts write other bits of the same ports. */
static void setBit(volatile uint8_t *port, uint8_t bit, bool isHigh) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (isHigh) {
      *port |= bit;
    } else {
      *port &= (uint8_t)~bit;
    }
  }
}

static void drive(uint8_t pin, bool isHigh) { setBit(pin < FIRST_PIN_OF_B ? &PORTD : &PORTB, bitOf(pin), isHigh); }

static void direct(uint8_t pin, bool isOutput) { setBit(pin < FIRST_PIN_OF_B ? &DDRD : &DDRB, bitOf(pin), isOutput); }

void pinSetMode(uint8_t pin, uint8_t mode) {
  if (pin >= FIRST_ANALOG_PIN || !pinTakesMode(pin, mode)) return;
  modes[pin] = mode;
  if (mode == PIN_MODE_OUTPUT) {
    inputs[pin / 8] = (uint8_t)(inputs[pin / 8] & ~bitOf(pin));
  } else {
    inputs[pin / 8] = (uint8_t)(inputs[pin / 8] | bitOf(pin));
  }
  if (!isFree(pin)) return; /* the pull-ups of the stop and of the head-held contact stay on */
  direct(pin, false);
  drive(pin, mode == PIN_MODE_PULLUP);
  direct(pin, mode == PIN_MODE_OUTPUT);
}

void pinsReset(void) {
  for (uint8_t pin = 0; pin < FIRST_ANALOG_PIN; pin++) pinSetMode(pin, PIN_MODE_INPUT);
}

uint8_t pinMode(uint8_t pin) {
  if (pin >= FIRST_ANALOG_PIN) return PIN_MODE_ANALOG;
  return isFree(pin) || isLookedAt(pin) ? modes[pin] : PIN_MODE_IGNORE;
}

uint8_t pinOutput(uint8_t pin) {
  if (pin >= FIRST_ANALOG_PIN) return 0;
  uint8_t outputs = pin < FIRST_PIN_OF_B ? PORTD : PORTB;
  return (outputs & bitOf(pin)) != 0 ? 1 : 0;
}

void pinWrite(uint8_t pin, bool isHigh) {
  if (pin >= FIRST_ANALOG_PIN || !isFree(pin) || modes[pin] != PIN_MODE_OUTPUT) return;
  drive(pin, isHigh);
}

void portWrite(uint8_t port, uint8_t levels) {
  if (port >= PORTS) return;
  for (uint8_t bit = 0; bit < 8; bit++) pinWrite((uint8_t)(8 * port + bit), (levels & (1 << bit)) != 0);
}

uint8_t portLevels(uint8_t port) { return port == 0 ? PIND & inputs[0] : PINB & inputs[1]; }
