/* A buzzer with its own oscillator on D5: the only alarm left when the head is held and the host is silent. */
#pragma once

void buzzerStart(void);

/* Called every millisecond from the timer interrupt. */
void buzzerTick(void);
