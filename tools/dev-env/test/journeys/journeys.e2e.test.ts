import { runJourneys } from './run-journeys.ts';

// The hardest manner of all; the others run in the long tests.
runJourneys([{ scripts: false, keyboard: true }]);
