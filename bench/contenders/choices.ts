import type { ContenderChoice } from './startContender';

/** Everything on: encryption, metrics, tracing. */
export const THIS_PROJECT: ContenderChoice = {
  title: 'this project, everything on',
  file: 'contenders/thisProject.ts',
};

/** The same with `onboard import`'s chunks. */
export const THIS_IMPORT: ContenderChoice = {
  title: 'this project, `onboard import`, everything on',
  file: 'contenders/thisImport.ts',
};

export const PLAIN_LOOP: ContenderChoice = {
  title: 'plain Node loop, keeps nothing (the limit)',
  file: 'contenders/plainLoop.ts',
};

export const TUTORIAL_SCRIPT: ContenderChoice = {
  title: "the tutorial's script, keeps nothing",
  file: 'contenders/tutorialScript.ts',
};

export const BARE_WORKFLOW: ContenderChoice = {
  title: 'bare Temporal workflow, three activities',
  file: 'contenders/bareTemporal.ts',
};

export const BARE_WORKFLOW_AS_IT_COMES: ContenderChoice = {
  title: 'the same on `start-dev` as it comes',
  file: 'contenders/bareTemporal.ts',
  variant: ['asItComes'],
};

export const EMPTY_WORKFLOW: ContenderChoice = {
  title: 'empty Temporal workflow',
  file: 'contenders/bareTemporal.ts',
  variant: ['empty'],
};

export const BULLMQ: ContenderChoice = { title: 'BullMQ on Redis', file: 'peers/bullmq.ts' };
export const RESTATE: ContenderChoice = { title: 'Restate', file: 'peers/restate.ts' };
export const DBOS: ContenderChoice = { title: 'DBOS on PostgreSQL', file: 'peers/dbos.ts' };
