import { describeGrid } from './grid';

jest.setTimeout(180_000);

/** `PACE_GRID=whole npm run test:long -- test/commerce/pace/grid` is the long form, of a minute and a half. */
const WHOLE = {
  losses: [0, 0.05, 0.1, 0.2, 0.3],
  outageSeconds: [5, 30, 120, 600],
  anyRateSeconds: [120, 600],
  workers: [1, 2, 4, 8],
};
const CORNERS = { losses: [0, 0.2], outageSeconds: [30, 600], anyRateSeconds: [120], workers: [2, 8] };

describeGrid(process.env['PACE_GRID'] === 'whole' ? WHOLE : CORNERS);
