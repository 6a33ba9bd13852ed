/* Servo power: a charge pump on D4. It conducts only while its pin keeps toggling, so that a stuck pin, a stuck
 * interrupt and a dead chip all open it. */
#pragma once
#include <stdbool.h>

void gateStart(void);

/* Called every millisecond from the timer interrupt. */
void gateTick(void);
