/* The range of movement: 96 half-spaces over yaw, pitch and roll. */
#pragma once
#include <stdint.h>

#include "posemap.h"
#include "wire.h"

/* RULE_HALF_SPACE if the pose lies outside one of the half-spaces and further than the pose it starts from; RULE_NONE otherwise.
 * `fromPose` null: it starts from nothing, and no error may be left unrepaired. */
uint8_t judgeHalfSpaces(const uint16_t offsetDeg32[HALF_SPACES], const int16_t *fromPose, const int16_t toPose[AXES]);
