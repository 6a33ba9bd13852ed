/* Watches the potentiometers every 10 ms and remembers, for each, the last reading to be believed. A reading is believed if its
 * conversions lie inside their window and it is no further from the one before than a servo can have turned. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

/* Begins anew: nothing is stuck yet. `appliedUs`: what the servos were told. */
void potWatchBegin(const uint16_t appliedUs[SERVOS]);

/* What counts as read until a first reading is believed. */
void potWatchAssume(const uint16_t pulseUs[SERVOS]);

/* One step of 10 ms. Answers with the fault that has lasted long enough to latch, or FAULT_NONE. */
uint8_t potWatchStep(const uint16_t appliedUs[SERVOS], bool isMoving);

/* The pulses that would hold the servos at their last believed readings; safe anywhere. */
void potWatchMeasured(uint16_t pulseUs[SERVOS]);

/* Every newest reading is believed. */
bool potWatchIsBelieved(void);
