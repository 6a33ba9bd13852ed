#include "notices.h"

#include <avr/pgmspace.h>

#include "interlock.h"
#include "replies.h"

#define FAULTS 11
#define LONGEST_NOTICE 24

static const char texts[FAULTS][LONGEST_NOTICE] PROGMEM = {
    "Fault cleared",        "Hold: host silent",    "Hold: stop input",    "Hold: refused thrice",   "Hold: watchdog reset",
    "Hold: brown-out reset", "Hold: external reset", "Hold: head let go", "Hold: potentiometer",
    "Hold: potentiometer jump", "Hold: servo stuck",
};

void noticesWork(void) {
  static uint8_t announced;
  struct InterlockReport report;
  interlockReport(&report);
  if (report.fault == announced || report.fault >= FAULTS) return;
  announced = report.fault;
  replyString(texts[announced]);
}
