/* Our own frames: checks length, CRC and sequence, asks the interlock, and answers each with a `status`. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

/* True if the sysex id is one of ours. */
bool isCommandId(uint8_t id);

/* `sysex`: id, body, CRC. `length` counts all three; one longer than LONGEST_SYSEX was cut off. */
void commandHandle(const uint8_t *sysex, uint8_t length);

/* Sends the status that nobody asked for, if something happened. */
void commandWork(void);
