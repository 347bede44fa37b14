import { describeGrid } from './grid';

describeGrid({ losses: [0, 0.1, 0.3], outageSeconds: [5, 60], anyRateSeconds: [], workers: [4] });
