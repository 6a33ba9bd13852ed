/* Plain Firmata 2.6, as far as johnny-five's Sensor, Button and Led need it, and the parser that hands our own sysex to
 * `commands`. It can change no reserved pin, no pulse, no power, no limit. */
#pragma once
#include <stdint.h>

void firmataStart(void);

/* Takes one received byte. */
void firmataReceive(uint8_t byte);

/* Sends what is due: replies that found no room before, changed inputs, sampled analog channels. */
void firmataWork(uint32_t nowMs);
