#include "posemap.h"

#include <avr/pgmspace.h>

#include "generated/limits.h"

#define DEGREE 4
#define TERMS 35 /* of degree 0 to 4 in three numbers */
#define LARGEST_PART 4095 /* so that a difference of two fits into 14 bits */

/* Highest exponents first. */
static const __flash int16_t factors[AXES][TERMS] = LIMITS_POSE_FACTORS;
static const uint16_t referenceUs[SERVOS] PROGMEM = LIMITS_REFERENCE_US;

/* Takes a number apart so that the compiler sees bytes and uses the chip's 8 x 8 bit multiplications. */
union Part {
  int16_t whole;
  struct {
    uint8_t low;
    int8_t high;
  } byte;
};

/* a * b / 32768 from three of the four products of bytes, without the lowest. */
static inline __attribute__((always_inline)) int16_t times(int16_t a, union Part b) {
  union Part split;
  split.whole = a;
  int16_t high = split.byte.high * b.byte.high;
  int16_t crossA = split.byte.high * b.byte.low;
  int16_t crossB = b.byte.high * split.byte.low;
  return (int16_t)(2 * (high + (int8_t)(crossA >> 8) + (int8_t)(crossB >> 8)));
}

/* A deviation of 1024 us is 1, in 1/32768. */
static union Part deviationOf(uint8_t servo, uint16_t pulseUs) {
  int16_t deviation = (int16_t)(pulseUs - pgm_read_word(&referenceUs[servo]));
  if (deviation > LIMITS_LARGEST_DEVIATION_US) deviation = LIMITS_LARGEST_DEVIATION_US;
  if (deviation < -LIMITS_LARGEST_DEVIATION_US) deviation = -LIMITS_LARGEST_DEVIATION_US;
  union Part part;
  part.whole = (int16_t)(deviation * 32);
  return part;
}

/* Horner's scheme in three variables, highest powers first. The generator of the factors has seen to it that no sum leaves 16 bits. */
__attribute__((optimize("O2"))) static int16_t polynomial(const __flash int16_t *factor, union Part x, union Part y, union Part z) {
  int16_t outer = 0;
  for (uint8_t a = 0; a <= DEGREE; a++) {
    int16_t middle = 0;
    for (uint8_t b = 0; b <= a; b++) {
      int16_t inner = *factor++;
      for (uint8_t c = 0; c < b; c++) inner = times(inner, z) + *factor++;
      middle = b == 0 ? inner : times(middle, y) + inner;
    }
    outer = a == 0 ? middle : times(outer, x) + middle;
  }
  if (outer > LARGEST_PART) return LARGEST_PART;
  return outer < -LARGEST_PART ? -LARGEST_PART : outer;
}

void mapPose(int16_t pose[AXES], const uint16_t pulseUs[SERVOS]) {
  union Part x = deviationOf(0, pulseUs[0]);
  union Part y = deviationOf(1, pulseUs[1]);
  union Part z = deviationOf(2, pulseUs[2]);
  for (uint8_t axis = 0; axis < AXES; axis++) pose[axis] = polynomial(factors[axis], x, y, z);
}
