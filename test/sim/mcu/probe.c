/* Exercises every peripheral that the simulated chip models, for test/sim/mcu. Independent of the interlock firmware.
 * Built with: avr-gcc -mmcu=atmega328p -DF_CPU=16000000UL -Os -std=gnu11 -Wall -Wextra probe.c -o probe.elf
 *             avr-objcopy -O ihex -R .eeprom probe.elf probe.hex
 * Host commands, one byte each:
 *   'e' echo until 0xFF   'h' hang with interrupts off   'r' read back TCNT1 twice, 100 NOPs apart
 *   'a' ADC channels 0-7   'm' MCUSR at start, boot count in .noinit   'd' deaf for 150 us with a byte arriving   'p' toggle D4 on/off
 *   'W' programs the next EEPROM cell, answers when its interrupt comes, with the time in half microseconds   'V' reads it back
 *   'S' the same, and answers at once   'x' INT1 on/off, without clearing its flag: each edge of D3 toggles D7
 *   'i' level of D2, D3   's' sleep once with a pending interrupt (sei; sleep)   'u' pull-ups off   'U' pull-ups on
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <stdint.h>
#include <util/delay.h>

static volatile uint8_t rx_ring[64], rx_head, rx_tail;
static volatile uint8_t tx_ring[256], tx_head, tx_tail;
static volatile uint16_t milliseconds;
static volatile uint8_t pump, stop_edges, converted;
static volatile uint16_t conversion[8];
static volatile uint16_t frame_us = 1500;
static uint8_t boot_count __attribute__((section(".noinit")));
static uint8_t reset_flags;

ISR(USART_RX_vect) {
  uint8_t byte = UDR0;
  rx_ring[rx_head] = byte;
  rx_head = (rx_head + 1) & 63;
}

/* The common idiom that needs UDRE to be a level: one more interrupt finds the ring empty. */
ISR(USART_UDRE_vect) {
  if (tx_head == tx_tail) { UCSR0B &= ~_BV(UDRIE0); return; }
  UDR0 = tx_ring[tx_tail++];
}

static void put(uint8_t byte) {
  while ((uint8_t)(tx_head + 1) == tx_tail) {}
  tx_ring[tx_head] = byte;
  uint8_t status = SREG;
  cli();
  tx_head++;
  UCSR0B |= _BV(UDRIE0);
  SREG = status;
}
static void put16(uint16_t value) { put(value & 0xFF); put(value >> 8); }

ISR(TIMER0_COMPA_vect) {
  milliseconds++;
  if (pump) PIND = _BV(4);
}

/* One pulse per 20 ms on D9: compare A raises, compare B lowers; D10 is raised and lowered by busy-waiting on TCNT1. */
ISR(TIMER1_COMPA_vect) {
  PORTB |= _BV(1);
  OCR1B = OCR1A + 2 * frame_us;
  OCR1A += 40000;
}
ISR(TIMER1_COMPB_vect) {
  PORTB &= ~_BV(1);
  uint16_t start = TCNT1;
  PORTB |= _BV(2);
  while ((uint16_t)(TCNT1 - start) < 150) {}
  PORTB &= ~_BV(2);
}
ISR(TIMER1_OVF_vect) { PORTB ^= _BV(5); }

/* Timer 2, fast PWM: D11 by its compare unit, and an overflow interrupt that moves the duty cycle. */
ISR(TIMER2_OVF_vect) { OCR2A += 3; }

ISR(ADC_vect) {
  uint8_t channel = ADMUX & 7;
  conversion[channel] = ADC;
  if (channel == 7) { converted = 1; return; }
  ADMUX = _BV(REFS0) | (channel + 1);
  ADCSRA |= _BV(ADSC);
}

ISR(INT0_vect) { stop_edges++; put('!'); put(PIND & _BV(2) ? 1 : 0); }

/* Nothing but the toggle, so that its distance from the edge is the response of the hardware: vector, JMP, SBI. */
ISR(INT1_vect, ISR_NAKED) { __asm__ volatile("sbi %0, 7\n\treti" ::"I"(_SFR_IO_ADDR(PIND))); }

static uint16_t cell, programming_since;
ISR(EE_READY_vect) {
  EECR &= ~_BV(EERIE);
  uint16_t took = TCNT1 - programming_since;
  put('W'); put16(took);
}

static void program_cell(uint8_t value) {
  uint8_t status = SREG;
  cli();
  EEAR = ++cell & 1023;
  EEDR = value;
  EECR |= _BV(EEMPE);
  EECR |= _BV(EEPE);
  programming_since = TCNT1;
  SREG = status;
}

static void command(uint8_t byte) {
  static uint8_t echoing;
  if (echoing) { put(byte); echoing = byte != 0xFF; return; }
  switch (byte) {
  case 'e': echoing = 1; break;
  case 'h': cli(); for (;;) {}
  case 'r': {
    cli();
    uint16_t first = TCNT1;
    for (uint8_t i = 0; i < 100; i++) __asm__ volatile("nop");
    uint16_t second = TCNT1;
    sei();
    put('r'); put16(second - first); put16(milliseconds);
    break; }
  case 'a':
    converted = 0;
    ADMUX = _BV(REFS0);
    ADCSRA |= _BV(ADSC);
    while (!converted) {}
    put('a');
    for (uint8_t i = 0; i < 8; i++) put16(conversion[i]);
    break;
  case 'm': put('m'); put(reset_flags); put(boot_count); break;
  case 'd': cli(); _delay_us(150); sei(); break;
  case 'p': pump = !pump; break;
  case 'i': put('i'); put((PIND >> 2) & 3); break;
  case 'W': program_cell(0x5A); EECR |= _BV(EERIE); break;
  case 'S': program_cell(0xA5); put('S'); put(EECR); break;
  case 'V':
    EEAR = cell & 1023;
    EECR |= _BV(EERE);
    put('V'); put(EEDR); put(EECR);
    break;
  case 'x': EIMSK ^= _BV(INT1); break;
  case 'u': PORTD &= ~(_BV(2) | _BV(3)); break;
  case 'U': PORTD |= _BV(2) | _BV(3); break;
  case 's': {
    uint16_t before = milliseconds;
    cli();
    while (!(TIFR0 & _BV(OCF0A))) {}
    sleep_enable();
    sei();
    sleep_cpu(); /* the pending tick must wake it at once, not be served before it sleeps */
    sleep_disable();
    put('s'); put16(milliseconds - before);
    break; }
  }
}

int main(void) {
  reset_flags = MCUSR;
  MCUSR = 0;
  wdt_enable(WDTO_60MS);
  boot_count = (reset_flags & _BV(PORF)) ? 0 : boot_count + 1;
  DDRB = _BV(1) | _BV(2) | _BV(3) | _BV(5);
  DDRD = _BV(4) | _BV(7);
  PORTD = _BV(2) | _BV(3);
  UCSR0A = _BV(U2X0);
  UBRR0 = 7; /* 250,000 baud */
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
  TCCR0A = _BV(WGM01); OCR0A = 249; TIMSK0 = _BV(OCIE0A); TCCR0B = _BV(CS01) | _BV(CS00);
  OCR1A = 4000; TIMSK1 = _BV(OCIE1A) | _BV(OCIE1B) | _BV(TOIE1); TCCR1B = _BV(CS11);
  TCCR2A = _BV(COM2A1) | _BV(WGM21) | _BV(WGM20); OCR2A = 100; TIMSK2 = _BV(TOIE2); TCCR2B = _BV(CS22) | _BV(CS21) | _BV(CS20);
  ADCSRA = _BV(ADEN) | _BV(ADIE) | 7;
  EICRA = _BV(ISC00) | _BV(ISC10); /* any edge of D2, of D3 */
  EIFR = _BV(INTF0);
  EIMSK = _BV(INT0);
  set_sleep_mode(SLEEP_MODE_IDLE);
  sei();
  put('b');
  for (;;) {
    wdt_reset();
    cli();
    if (rx_head == rx_tail) { sleep_enable(); sei(); sleep_cpu(); sleep_disable(); }
    sei();
    while (rx_head != rx_tail) {
      uint8_t byte = rx_ring[rx_tail];
      rx_tail = (rx_tail + 1) & 63;
      command(byte);
    }
  }
}
