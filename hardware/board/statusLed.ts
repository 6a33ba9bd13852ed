import five from 'johnny-five';

const STATUS_LED_PIN = 13;

/** Switches the board's own LED; johnny-five's timed blinking is never used. Writes only what changes. */
export function makeStatusLed(board: five.Board): (isOn: boolean) => void {
  const led = new five.Led({ board, pin: STATUS_LED_PIN });
  let shown: boolean | undefined;
  return (isOn) => {
    if (isOn === shown) return;
    shown = isOn;
    if (isOn) led.on();
    else led.off();
  };
}
