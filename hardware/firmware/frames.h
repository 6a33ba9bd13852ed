/* Septets and their CRC: how numbers travel in our sysex (hardware/link/FRAMES.md, "Encoding"). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Reads numbers one after another from a body of septets. */
struct Reader {
  const uint8_t *at;
};

uint8_t readU7(struct Reader *reader);
uint16_t readU14(struct Reader *reader);
uint32_t readU28(struct Reader *reader);

/* Appends numbers to a body of septets; the caller has sized the buffer. */
struct Writer {
  uint8_t *at;
};

void writeU7(struct Writer *writer, uint8_t value);
void writeU14(struct Writer *writer, uint16_t value);
void writeU16(struct Writer *writer, uint16_t value);
void writeU28(struct Writer *writer, uint32_t value);

/* CRC-16/MCRF4XX over `length` bytes. */
uint16_t crcOf(const uint8_t *bytes, uint8_t length);

/* True if the three septets after the first `length` bytes hold the CRC of those bytes. */
bool crcHolds(const uint8_t *bytes, uint8_t length);
