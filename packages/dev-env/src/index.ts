import { parseArgs } from 'node:util';
import { runDemo } from './demo.ts';

const { values } = parseArgs({ options: { exit: { type: 'boolean', default: false } } });
process.exitCode = await runDemo({ leaveAfterAnswer: values.exit });
