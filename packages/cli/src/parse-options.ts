import { parseArgs, type ParseArgsConfig } from 'node:util';
import { shortWords } from 'ciam-config/short-words';
import { UsageError } from './usage-error.ts';

/**
 * Node's `parseArgs`, with errors for people. Drops a leading `--`, because `pnpm start -- --json` passes it on.
 *
 * @throws {UsageError} for an unknown option or a missing value
 */
export function parseOptions<T extends ParseArgsConfig>(
  args: readonly string[],
  config: T,
): ReturnType<typeof parseArgs<T & { args: string[] }>> {
  try {
    return parseArgs({ ...config, args: args[0] === '--' ? args.slice(1) : [...args] });
  } catch (cause) {
    // Node appends hints for developers.
    const [problem = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/(?<=')\. |\.?\n/);
    throw new UsageError(`${shortWords(problem)}.`, { cause });
  }
}
