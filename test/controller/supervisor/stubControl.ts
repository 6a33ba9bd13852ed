// Stands in for control: says what it was told, and behaves as its first argument says.
const [behaviour, ...rest] = process.argv.slice(2);
const sayHello = () => console.log(`stub control ${process.pid} ${rest.join(' ')}`);

if (behaviour === 'dies' || behaviour === 'noBrace') sayHello();
if (behaviour === 'dies') process.exit(3);
if (behaviour === 'noBrace') process.exit(69);

if (behaviour !== 'deaf')
  process.on('SIGTERM', () => {
    if (behaviour === 'hangs') return;
    setTimeout(() => {
      console.log('stub control is at rest');
      const isPowered = behaviour === 'unpowered' ? false : behaviour === 'unknown' ? null : true;
      const pose = { yawDeg: 5, pitchDeg: -2.04, rollDeg: 0 };
      if (behaviour !== 'wordless') process.send?.({ type: 'held', pose, isPowered });
      process.disconnect();
    }, 200);
  });
process.on('SIGINT', () => console.log('stub control got SIGINT'));
process.on('disconnect', () => process.exit(0));
// A person who looks at once, when told that there was something to look after.
if (behaviour === 'seen' && rest.includes('--after-crash')) process.send?.({ type: 'crashSeen' });
// After the listeners, so that whoever reads this can count on them.
sayHello();
setInterval(() => undefined, 1000);
