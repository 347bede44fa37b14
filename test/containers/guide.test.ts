import { GUIDE_STEPS, guideCommands, STEPS_LEFT_OUT } from './guide';

test('`npm run test:containers` follows every command of the guide, or says why it does not', () => {
  const known = [...Object.values(GUIDE_STEPS), ...Object.keys(STEPS_LEFT_OUT)];
  expect([...guideCommands().keys()].sort()).toEqual(known.sort());
});
