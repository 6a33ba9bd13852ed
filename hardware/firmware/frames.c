#include "frames.h"

#include <util/crc16.h>

#define SEPTET 0x7F

uint8_t readU7(struct Reader *reader) { return *reader->at++; }

uint16_t readU14(struct Reader *reader) {
  uint8_t low = *reader->at++;
  uint8_t high = *reader->at++;
  return (uint16_t)(low | (uint16_t)(high << 7));
}

uint32_t readU28(struct Reader *reader) {
  uint16_t low = readU14(reader);
  uint16_t high = readU14(reader);
  return low | ((uint32_t)high << 14);
}

void writeU7(struct Writer *writer, uint8_t value) { *writer->at++ = value & SEPTET; }

void writeU14(struct Writer *writer, uint16_t value) {
  *writer->at++ = (uint8_t)(value & SEPTET);
  *writer->at++ = (uint8_t)((value >> 7) & SEPTET);
}

void writeU16(struct Writer *writer, uint16_t value) {
  writeU14(writer, value);
  *writer->at++ = (uint8_t)(value >> 14);
}

void writeU28(struct Writer *writer, uint32_t value) {
  writeU14(writer, (uint16_t)value);
  writeU14(writer, (uint16_t)(value >> 14));
}

uint16_t crcOf(const uint8_t *bytes, uint8_t length) {
  uint16_t crc = 0xFFFF;
  for (uint8_t i = 0; i < length; i++) crc = _crc_ccitt_update(crc, bytes[i]);
  return crc;
}

bool crcHolds(const uint8_t *bytes, uint8_t length) {
  struct Reader reader = {bytes + length};
  uint16_t low = readU14(&reader);
  uint16_t high = readU7(&reader);
  return high <= 3 && crcOf(bytes, length) == (low | high << 14);
}
