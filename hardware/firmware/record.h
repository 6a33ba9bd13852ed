/* The pulses last applied, kept where a reset does not clear them: after a watchdog, brown-out or external reset they
 * resume, so that a reset does not drop the head. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

void recordWrite(const uint16_t pulseUs[SERVOS]);

/* Nothing is to be resumed: the outputs are off. */
void recordErase(void);

/* Copies the newest record whose CRC holds and whose pulses a servo can take; false if there is none. */
bool recordRead(uint16_t pulseUs[SERVOS]);
