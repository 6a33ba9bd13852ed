#include "uart.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

/* 5.1 ms of the line: more than twice the longest turn of the main loop (RULES.md, Measured). */
#define RECEIVED_SIZE 128
/* The longest reply, the pins' capabilities, is 84 bytes. */
#define QUEUED_SIZE 128
#define NEXT(index, size) ((uint8_t)((index) + 1) & ((size) - 1))

static volatile uint8_t received[RECEIVED_SIZE];
static volatile uint8_t receivedHead;
static volatile uint8_t receivedTail;

/* Queued messages, each behind a byte with its length: the interrupt may put a status between two of them. */
static volatile uint8_t queued[QUEUED_SIZE];
static volatile uint8_t queuedHead;
static volatile uint8_t queuedTail;
static uint8_t queuedNext;

static volatile uint8_t statusSlots[2][STATUS_SLOT_SIZE];
static volatile uint8_t slotSending; /* the one on the wire, or the last that was */
static volatile uint8_t slotNext;    /* the one that is ready */
static volatile bool isStatusReady;
static uint8_t slotBuilding;

/* The message on the wire. */
static volatile uint8_t bytesLeft;
static volatile bool isSendingStatus;
static volatile uint8_t statusOffset;

void uartStart(void) {
  UCSR0A = _BV(U2X0);
  UBRR0 = 7; /* 16 MHz / 8 / (7 + 1) = 250,000 */
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

/* A byte with a framing or overrun error, or without room, is dropped: length and CRC of its frame then fail. */
ISR(USART_RX_vect) {
  uint8_t flags = UCSR0A;
  uint8_t byte = UDR0;
  uint8_t next = NEXT(receivedHead, RECEIVED_SIZE);
  if ((flags & _BV(FE0)) == 0 && next != receivedTail) {
    received[receivedHead] = byte;
    receivedHead = next;
  }
}

bool uartHasByte(void) { return receivedHead != receivedTail; }

uint8_t uartTakeByte(void) {
  uint8_t tail = receivedTail;
  uint8_t byte = received[tail];
  receivedTail = NEXT(tail, RECEIVED_SIZE);
  return byte;
}

ISR(USART_UDRE_vect) {
  if (bytesLeft == 0) {
    if (isStatusReady) {
      isStatusReady = false;
      slotSending = slotNext;
      isSendingStatus = true;
      statusOffset = 0;
      bytesLeft = STATUS_SLOT_SIZE;
    } else {
      isSendingStatus = false;
      bytesLeft = queued[queuedTail];
      queuedTail = NEXT(queuedTail, QUEUED_SIZE);
    }
  }
  if (isSendingStatus) {
    UDR0 = statusSlots[slotSending][statusOffset];
    statusOffset = (uint8_t)(statusOffset + 1);
  } else {
    UDR0 = queued[queuedTail];
    queuedTail = NEXT(queuedTail, QUEUED_SIZE);
  }
  bytesLeft = (uint8_t)(bytesLeft - 1);
  if (bytesLeft == 0 && !isStatusReady && queuedHead == queuedTail) UCSR0B &= (uint8_t)~_BV(UDRIE0);
}

bool uartBegin(uint8_t length) {
  uint8_t used = (uint8_t)(queuedHead - queuedTail) & (QUEUED_SIZE - 1);
  if (length > QUEUED_SIZE - 2 - used) return false;
  queued[queuedHead] = length;
  queuedNext = NEXT(queuedHead, QUEUED_SIZE);
  return true;
}

void uartPut(uint8_t byte) {
  queued[queuedNext] = byte;
  queuedNext = NEXT(queuedNext, QUEUED_SIZE);
}

void uartEnd(void) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    queuedHead = queuedNext;
    UCSR0B |= _BV(UDRIE0);
  }
}

uint8_t *uartStatusBuffer(void) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    isStatusReady = false;
    slotBuilding = slotSending ^ 1;
    if (bytesLeft == 0 && queuedHead == queuedTail) UCSR0B &= (uint8_t)~_BV(UDRIE0);
  }
  return (uint8_t *)statusSlots[slotBuilding];
}

bool uartStatusWaits(void) { return isStatusReady; }

void uartStatusReady(void) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    slotNext = slotBuilding;
    isStatusReady = true;
    UCSR0B |= _BV(UDRIE0);
  }
}
