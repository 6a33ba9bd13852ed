#include "alarm.h"

#include <avr/io.h>
#include <avr/pgmspace.h>
#include <stdbool.h>
#include <stdint.h>

#include "generated/alarms.h"
#include "interlock.h"

#define LIGHT_PIN PB4
#define BUZZER_PIN PD5

/* On and off in turn; nothing ever on: silent or dark; nothing off: steady. */
struct Signal {
  uint16_t onMs;
  uint16_t offMs;
};

static const struct Signal lights[ALARM_SITUATIONS] PROGMEM = ALARM_LIGHTS;
static const struct Signal buzzers[ALARM_SITUATIONS] PROGMEM = ALARM_BUZZERS;

struct Output {
  uint16_t leftMs;
  uint16_t nextOffMs;
  bool isOn;
};

static struct Output light;
static struct Output buzzer;

void alarmStart(void) {
  DDRB |= _BV(LIGHT_PIN);
  DDRD |= _BV(BUZZER_PIN);
}

/* A flash or beep once begun is never cut, and its pause follows: changing situations give no stutter. */
static void step(struct Output *output, const struct Signal *signal) {
  if (output->leftMs > 0) output->leftMs--;
  if (output->leftMs > 0) return;
  if (output->isOn && output->nextOffMs > 0) {
    output->isOn = false;
    output->leftMs = output->nextOffMs;
    return;
  }
  output->leftMs = pgm_read_word(&signal->onMs);
  output->nextOffMs = pgm_read_word(&signal->offMs);
  output->isOn = output->leftMs > 0;
}

/* The bits are set by single instructions, which no other interrupt can come between. */
void alarmTick(void) {
  uint8_t situation = interlockSituation();
  step(&light, &lights[situation]);
  step(&buzzer, &buzzers[situation]);
  if (light.isOn) {
    PORTB |= _BV(LIGHT_PIN);
  } else {
    PORTB &= (uint8_t)~_BV(LIGHT_PIN);
  }
  if (buzzer.isOn) {
    PORTD |= _BV(BUZZER_PIN);
  } else {
    PORTD &= (uint8_t)~_BV(BUZZER_PIN);
  }
}
