#include "gate.h"

#include <avr/io.h>

#include "pulses.h"

#define GATE_PIN PD4

void gateStart(void) { DDRD |= _BV(GATE_PIN); }

/* Power follows the pulses: a servo that is powered without a pulse may twitch. */
void gateTick(void) {
  if (pulsesRun()) {
    PIND = _BV(GATE_PIN);
  }
}
