#include "record.h"

#include <stddef.h>
#include <string.h>

#include "frames.h"

/* What any hobby servo can take; a record outside was not written by us. */
#define SHORTEST_PULSE_US 500
#define LONGEST_PULSE_US 2500

struct Record {
  uint16_t pulseUs[SERVOS];
  uint8_t generation;
  uint16_t crc;
};

/* Two, written in turn: a reset in the middle of writing one leaves the other, 10 ms older. */
static struct Record records[2] __attribute__((section(".noinit")));

static uint16_t recordCrc(const struct Record *record) {
  return crcOf((const uint8_t *)record, offsetof(struct Record, crc));
}

static bool isValid(const struct Record *record) {
  for (uint8_t i = 0; i < SERVOS; i++) {
    if (record->pulseUs[i] < SHORTEST_PULSE_US || record->pulseUs[i] > LONGEST_PULSE_US) return false;
  }
  return record->crc == recordCrc(record);
}

static const struct Record *newestRecord(void) {
  bool isFirstValid = isValid(&records[0]);
  bool isSecondValid = isValid(&records[1]);
  if (isFirstValid && isSecondValid) {
    int8_t lead = (int8_t)(records[0].generation - records[1].generation);
    return lead > 0 ? &records[0] : &records[1];
  }
  if (isFirstValid) return &records[0];
  return isSecondValid ? &records[1] : NULL;
}

void recordWrite(const uint16_t pulseUs[SERVOS]) {
  const struct Record *newest = newestRecord();
  struct Record *record = newest == &records[0] ? &records[1] : &records[0];
  struct Record next;
  memcpy(next.pulseUs, pulseUs, sizeof next.pulseUs);
  next.generation = newest == NULL ? 0 : (uint8_t)(newest->generation + 1);
  next.crc = recordCrc(&next);
  *record = next;
}

/* Short, because it runs with interrupts off; a pulse of 0 is never valid. */
void recordErase(void) {
  records[0].pulseUs[0] = 0;
  records[1].pulseUs[0] = 0;
}

bool recordRead(uint16_t pulseUs[SERVOS]) {
  const struct Record *newest = newestRecord();
  if (newest == NULL) return false;
  memcpy(pulseUs, newest->pulseUs, sizeof newest->pulseUs);
  return true;
}
