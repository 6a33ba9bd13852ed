/* Firmata's own messages to the host: who we are, what the pins can do, texts. */
#pragma once
#include <stdint.h>

#define REPLY_VERSION 0x01
#define REPLY_FIRMWARE 0x02
#define REPLY_CAPABILITIES 0x04
#define REPLY_MAPPING 0x08

/* Owes one of the replies above; it is sent when there is room for it. */
void replyOwe(uint8_t reply);
void replyOwePinState(uint8_t pin);

/* Sends what is owed and finds room. */
void repliesWork(void);

/* Sends a text (in flash, at most 30 characters, zero-terminated) if there is room. */
void replyString(const char *flashText);
