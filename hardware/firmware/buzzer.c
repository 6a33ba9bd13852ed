#include "buzzer.h"

#include <avr/io.h>
#include <stdbool.h>
#include <stdint.h>

#include "interlock.h"

#define BUZZER_PIN PD5
#define PERIOD_MS 1000
#define SOUND_MS 150

void buzzerStart(void) { DDRD |= _BV(BUZZER_PIN); }

/* Whether to sound is decided once a period, so that no beep is cut short. */
void buzzerTick(void) {
  static uint16_t phaseMs = PERIOD_MS - 1;
  phaseMs = phaseMs == PERIOD_MS - 1 ? 0 : phaseMs + 1;
  if (phaseMs == 0 && isHeldUnattended()) PORTD |= _BV(BUZZER_PIN);
  if (phaseMs == SOUND_MS) PORTD &= (uint8_t)~_BV(BUZZER_PIN);
}
