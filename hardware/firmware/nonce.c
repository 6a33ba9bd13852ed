#include "nonce.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/wdt.h>

#include "frames.h"

#define NONCE_MASK 0x0FFFFFFFUL

extern uint8_t __heap_start; /* the linker's: first byte that no variable uses */

static uint8_t cause __attribute__((section(".noinit")));
static uint32_t seed __attribute__((section(".noinit")));
static uint32_t nonce;

/* Before any variable is set up: after a watchdog reset the watchdog still runs, at its shortest time. Interrupts are
 * off after every reset, but not after a wild jump to address 0. */
__attribute__((naked, used, section(".init3"))) static void readResetCause(void) {
  cli();
  cause = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

/* The last nonce, and the unused RAM, whose content after power-on differs from chip to chip and from time to time. */
void nonceStart(void) {
  uint32_t mixed = seed;
  const uint8_t *unused = &__heap_start;
  for (uint8_t block = 0; block < 2; block++) {
    mixed = mixed * 1664525UL + 1013904223UL + crcOf(unused, 120);
    unused += 120;
  }
  seed = mixed;
  nonce = (mixed >> 4) & NONCE_MASK;
  if (nonce == 0) nonce = 1;
}

uint32_t bootNonce(void) { return nonce; }

uint8_t resetCause(void) { return cause; }
