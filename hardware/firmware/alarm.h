/* The brace's own light (D12) and buzzer (D5, with its own oscillator): what still shows and sounds when no page does. */
#pragma once

void alarmStart(void);

/* Called every millisecond from the timer interrupt. */
void alarmTick(void);
