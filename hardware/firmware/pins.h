/* The pins plain Firmata may use: D6, D7, D8, D13 freely; D2 and D3 to look at; A0-A7 to measure. Every other pin is
 * reserved, and what is asked of it is ignored. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define PINS 22
#define FIRST_ANALOG_PIN 14
#define PORTS 2

#define PIN_MODE_INPUT 0x00
#define PIN_MODE_OUTPUT 0x01
#define PIN_MODE_ANALOG 0x02
#define PIN_MODE_I2C 0x06
#define PIN_MODE_PULLUP 0x0B
#define PIN_MODE_IGNORE 0x7F

void pinsReset(void);

bool pinTakesMode(uint8_t pin, uint8_t mode);

void pinSetMode(uint8_t pin, uint8_t mode);

/* The mode set, PIN_MODE_IGNORE for a reserved pin. */
uint8_t pinMode(uint8_t pin);

/* 1 if an output pin drives high or an input pin's pull-up is on. */
uint8_t pinOutput(uint8_t pin);

/* Effective on pins in output mode only. */
void pinWrite(uint8_t pin, bool isHigh);

/* Eight digital pins at once, as Firmata does. */
void portWrite(uint8_t port, uint8_t levels);

/* Levels of the pins of a port that are inputs; 0 for all others. */
uint8_t portLevels(uint8_t port);
