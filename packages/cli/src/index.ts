export { exitCode, type ExitCode } from './exit-code.ts';
export { toJson } from './json.ts';
export { parseOptions } from './parse-options.ts';
export { printable } from './printable.ts';
export { type Failure, runCommand, untilAborted } from './run-command.ts';
export { UsageError } from './usage-error.ts';
export { fit, wrap } from './wrap.ts';
