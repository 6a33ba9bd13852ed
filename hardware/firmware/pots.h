/* The analog channels, scanned by interrupts: potentiometers A0-A2 every millisecond, the others in turn. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

#define ANALOG_CHANNELS 8

void potsStart(void);

/* Starts a scan; called every millisecond from the timer interrupt. */
void potsTick(void);

/* Copies the sums of the last 16 conversions (0..16368); false while fewer than 16 have been made. */
bool potSums(uint16_t sums[SERVOS]);

/* The newest single conversion of a channel (0..1023), for Firmata's reports. */
uint16_t analogValue(uint8_t number);
