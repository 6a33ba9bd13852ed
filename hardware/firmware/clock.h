/* The 1 kHz timer interrupt: uptime, and everything that must go on when the main loop hangs. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

void clockStart(void);

/* Milliseconds since boot; safe anywhere. */
uint32_t uptimeMs(void);

/* Low byte of the uptime, for interrupts that only ask whether the clock runs. */
uint8_t uptimeLowByte(void);
