/* Says each newly latched fault as a Firmata string, for whoever watches the bench without our frames. */
#pragma once

void noticesWork(void);
