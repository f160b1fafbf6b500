import { parseArgs, type ParseArgsConfig } from 'node:util';
import { shortWords } from 'ciam-config/short-words';
import { UsageError } from './usage-error.ts';

/**
 * Node's `parseArgs`, which is loaded in no time, with errors for people. A `--` in front is dropped: `pnpm start -- --json` passes
 * it on.
 *
 * @throws {UsageError}
 */
export function parseOptions<T extends ParseArgsConfig>(
  args: readonly string[],
  config: T,
): ReturnType<typeof parseArgs<T & { args: string[] }>> {
  try {
    return parseArgs({ ...config, args: args[0] === '--' ? args.slice(1) : [...args] });
  } catch (cause) {
    // Node goes on with hints that are not for our users.
    const [problem = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/(?<=')\. |\.?\n/);
    throw new UsageError(`${shortWords(problem)}.`, { cause });
  }
}
