/* What pose the pulses stand for: the kinematics of the build as polynomials, in whole numbers. */
#pragma once
#include <stdint.h>

#include "wire.h"

#define AXES 3

/* Yaw, pitch and roll of `pulseUs` in 32nds of a degree, each within +-4095. */
void mapPose(int16_t pose[AXES], const uint16_t pulseUs[SERVOS]);
