/* Servo pulses on D9, D10, D11: whole microseconds at 50 Hz from Timer1, one after another. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

void pulsesStart(void);

/* Takes effect together for all three at the start of the next 20 ms frame; a pulse once begun is never cut. */
void pulsesSet(const uint16_t pulseUs[SERVOS]);

/* The outputs stay low from the next frame on. */
void pulsesStop(void);

/* True while pulses are wanted and the first frame of them has begun. */
bool pulsesRun(void);
