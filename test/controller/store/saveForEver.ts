// Saves profiles named 1, 2, 3 … until it is killed, and reports each one that is saved.
import { openProfileStore } from '../../../controller/store/profileStore.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';

const [directory = '', start] = process.argv.slice(2);
const store = await openProfileStore(directory);
for (let number = Number(start) + 1; ; number++) {
  await store.save({ ...DEFAULT_PROFILE, name: String(number) });
  process.send?.(number);
}
