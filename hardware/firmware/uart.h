/* The serial line, 250,000 baud 8N1 (exact at 16 MHz), with interrupt-driven rings.
 *
 * Two ways out: queued messages in order, and one slot for `status` that overtakes everything queued. Only the message
 * whose bytes are on the wire delays it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define STATUS_SLOT_SIZE 50

void uartStart(void);

/* True if a received byte waits. */
bool uartHasByte(void);

/* The oldest received byte; call only if `uartHasByte`. */
uint8_t uartTakeByte(void);

/* Reserves room for one message of `length` bytes; false if the queue lacks room, and then nothing may be put. */
bool uartBegin(uint8_t length);

/* Puts the next byte of the message begun; exactly as many as reserved, then `uartEnd`. */
void uartPut(uint8_t byte);
void uartEnd(void);

/* A buffer to build the next status in; the status in the slot, if not yet begun, is withdrawn. */
uint8_t *uartStatusBuffer(void);

/* Hands the buffer over to the slot. */
void uartStatusReady(void);

/* Whether a status is ready and none of it is sent yet. */
bool uartStatusWaits(void);
