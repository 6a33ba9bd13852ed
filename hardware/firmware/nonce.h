/* Who this boot is: a number that is new at every boot, so that nothing said to an earlier boot counts now; and why the
 * chip was reset. */
#pragma once
#include <stdint.h>

/* 28 bits, never 0. */
uint32_t bootNonce(void);

/* MCUSR as found: bit 0 power-on, 1 external, 2 brown-out, 3 watchdog. */
uint8_t resetCause(void);

void nonceStart(void);
