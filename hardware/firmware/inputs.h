/* The two inputs a person's hand is on: the stop (D2, normally closed to ground) and the head-held contact (D3). */
#pragma once
#include <stdbool.h>

void inputsStart(void);

/* Called every millisecond from the timer interrupt. */
void inputsTick(void);

/* Pressed, or its wire cut; counts as let go only after 20 ms without a bounce. */
bool isStopPressed(void);

/* A person holds the head: the contact was closed for 20 ms; open for 10 ms means let go. */
bool isHeadHeld(void);

