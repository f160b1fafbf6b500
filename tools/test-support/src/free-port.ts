import { localServer } from './local-server.ts';

/** Returns a port that was free a moment ago, for a program that needs its port before it starts. */
export async function freePort(): Promise<number> {
  await using server = await localServer(() => undefined);
  return Number(new URL(server.url).port);
}
