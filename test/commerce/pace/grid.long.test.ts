import { describeGrid } from './grid';

jest.setTimeout(180_000);

describeGrid({ losses: [0, 0.05, 0.1, 0.2, 0.3], outageSeconds: [5, 30, 120, 600], workers: [1, 2, 4, 8] });
