import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds from start to end of a Node process that must succeed. NODE_EXTRA_CA_CERTS is left out: reading it slows every start. */
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

/** Median of the ratios of what was measured one after the other: a machine whose speed drifts treats both alike. */
export function ratio(values: readonly number[], yardstick: readonly number[]): number {
  return median(values.map((value, round) => value / (yardstick[round] ?? NaN)));
}
