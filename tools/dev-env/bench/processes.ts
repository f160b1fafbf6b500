import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Returns the duration of a Node process that must succeed, in milliseconds. NODE_EXTRA_CA_CERTS is left out, because
 * reading it slows every start.
 */
export async function timed(args: readonly string[], env: Record<string, string>, cwd?: string): Promise<number> {
  const { PATH, HOME } = process.env;
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`node ${args.join(' ')} ended with ${child.exitCode}: ${said}`);
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/**
 * Returns the median of the ratios of values measured in turn, so that a machine of varying speed treats both alike.
 */
export function ratio(values: readonly number[], yardstick: readonly number[]): number {
  return median(values.map((value, round) => value / (yardstick[round] ?? NaN)));
}
