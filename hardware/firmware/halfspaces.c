#include "halfspaces.h"

#include <stdbool.h>

#include "generated/limits.h"

static const __flash int8_t normals[][AXES] = LIMITS_NORMALS;

#define INLINE static inline __attribute__((always_inline, optimize("O2")))

/* A number as high * 64 + low, in bytes, so that the compiler uses the chip's 8 x 8 bit multiplications. */
struct Split {
  int8_t high;
  int8_t low;
};

/* What one axis adds to the way along the direction of a half-space. */
struct Share {
  int8_t direction;
  int16_t added;
};

INLINE struct Split splitOf(int16_t part) { return (struct Split){(int8_t)(part >> 6), (int8_t)(part & 0x3F)}; }

/* direction * part / 64, rounded down. */
INLINE struct Share shareOf(int8_t direction, struct Split part) {
  int16_t high = (int16_t)(direction * part.high);
  int16_t low = (int16_t)(direction * part.low);
  return (struct Share){direction, (int16_t)(high + (int8_t)((uint16_t)(low << 2) >> 8))}; /* low >> 6, without a loop of shifts */
}

/* To the same direction the other way, and back at the second call; false then, and where there is no other way. */
INLINE bool turn(struct Share *share) {
  share->direction = (int8_t)-share->direction;
  share->added = (int16_t)-share->added;
  return share->direction < 0;
}

/* Does a change of pose lead along a direction, and not against it? Exact. */
INLINE bool isAlong(int8_t x, int8_t y, int8_t z, const struct Split change[AXES]) {
  int16_t high = (int16_t)(x * change[0].high + y * change[1].high + z * change[2].high);
  int16_t low = (int16_t)(x * change[0].low + y * change[1].low + z * change[2].low + 63);
  return high + (int8_t)((uint16_t)(low << 2) >> 8) > 0;
}

/* Each normal stands for up to eight half-spaces, with all combinations of signs, that share its products: all 96 are to cost
 * less than a millisecond. */
__attribute__((optimize("O2"))) uint8_t judgeHalfSpaces(const uint16_t offsetDeg32[HALF_SPACES],
                                                         const int16_t *fromPose, const int16_t toPose[AXES]) {
  struct Split to[AXES];
  struct Split change[AXES];
  for (uint8_t i = 0; i < AXES; i++) {
    to[i] = splitOf(toPose[i]);
    if (fromPose != 0) change[i] = splitOf((int16_t)(toPose[i] - fromPose[i]));
  }
  const __flash int8_t *normal = normals[0];
  const uint16_t *offset = offsetDeg32;
  for (;;) {
    struct Share x = shareOf(*normal++, to[0]);
    struct Share y = shareOf(*normal++, to[1]);
    struct Share z = shareOf(*normal++, to[2]);
    do {
      do {
        do {
          if (offset == &offsetDeg32[HALF_SPACES]) return RULE_NONE;
          if (x.added + y.added + z.added <= (int16_t)*offset++) continue;
          if (fromPose == 0 || isAlong(x.direction, y.direction, z.direction, change)) return RULE_HALF_SPACE;
        } while (turn(&z));
      } while (turn(&y));
    } while (turn(&x));
  }
}
