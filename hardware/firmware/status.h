/* The `status` frame. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* The part of a status that depends on the frame it answers. */
struct Answer {
  uint8_t inReplyTo;
  uint16_t seq;
  uint16_t acceptedSeq;
  uint8_t lastRefusal;
  bool isRefused;
  uint16_t refusalCount;
};

/* Puts a status into its transmit slot. */
void statusSend(const struct Answer *answer);
