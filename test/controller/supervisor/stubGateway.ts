// Stands in for the gateway: says that it is ready at the port it was given, or at 4242.
const [behaviour, port] = process.argv.slice(2);
console.log(`stub gateway ${process.pid} was given port ${port}`);
if (behaviour === 'dies') process.exit(4);
process.send?.({ type: 'ready', port: Number(port) || 4242 });
// Not its word to say.
if (behaviour === 'seen') process.send?.({ type: 'crashSeen' });
process.on('SIGTERM', () => {
  console.log('stub gateway ends');
  process.exit(0);
});
process.on('SIGINT', () => console.log('stub gateway got SIGINT'));
process.on('disconnect', () => process.exit(0));
setInterval(() => undefined, 1000);
