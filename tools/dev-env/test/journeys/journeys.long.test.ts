import { runJourneys } from './run-journeys.ts';

runJourneys([
  { scripts: true, keyboard: true },
  { scripts: true, keyboard: false },
  { scripts: false, keyboard: true },
  { scripts: false, keyboard: false },
]);
