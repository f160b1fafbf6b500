import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

const nothing = { port: undefined, controlToken: undefined, variables: {}, ofNamedFile: {} };

test.each(['6000', '6667', '10080'])('browsers do not open port %s, whichever way it is set', (port) => {
  expect(() => readArguments(['--port', port], nothing)).toThrow(/Browsers refuse to open that port/);
  expect(() => readArguments([], { ...nothing, port })).toThrow(/Browsers refuse to open that port/);
});
