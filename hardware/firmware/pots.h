/* The analog channels, scanned by interrupts: potentiometers A0-A2 every millisecond, the others in turn. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "judge.h"

#define ANALOG_CHANNELS 8

void potsStart(void);

/* Starts a scan; called every millisecond from the timer interrupt. */
void potsTick(void);

void potsRead(struct Pots *pots);

/* The newest single conversion of a channel (0..1023), for Firmata's reports. */
uint16_t analogValue(uint8_t number);
