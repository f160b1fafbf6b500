import type { TenantFile } from 'ciam-emulator/tenant-file';
import { expect } from 'vitest';
import { createGraphClient } from '../src/graph/graph-client.ts';
import { administratorToken, type Fault, type StandInOptions } from './graph-stand-in/graph-stand-in.ts';
import { startSetting } from './setting.ts';
import { contents } from './snapshot.ts';

export type Interruption = 'is refused' | 'is done and its response lost' | 'meets Ctrl-C';

const faults: Partial<Record<Interruption, Fault>> = {
  'is refused': { kind: 'response', status: 400 },
  'is done and its response lost': { kind: 'lost response' },
};

/** Runs `register` once for every `stride`-th request, which fails, and once more: the tenant is as after a run without failures. Returns how often it ran. */
export async function interruptRegister(
  how: Interruption,
  options: StandInOptions,
  stride: number,
  file?: TenantFile,
): Promise<number> {
  const { requests, tenant } = await undisturbed(options, file);
  let runs = 0;
  for (let at = 0; at < requests; at += stride) {
    await using setting = await startSetting(options, file);
    const interrupt = new AbortController();
    setting.graph.options.fault = ({ number }) => {
      if (number !== at) return undefined;
      if (how === 'meets Ctrl-C') interrupt.abort();
      return faults[how];
    };
    const wait = (): Promise<void> => Promise.resolve();
    const graph = createGraphClient({
      accessToken: administratorToken,
      graph: setting.graph.url,
      signal: interrupt.signal,
      wait,
    });
    // Some are sent again at once, and succeed.
    const message = await setting.register({ graph }).then(String, (error: Error) => error.message);
    expect(message, `request ${at}`).toMatch(/^\[object|run the same command again/is);
    // It ends by planning once more, and finding nothing to do.
    await setting.register();
    expect(setting.graph.refusals, `request ${at}`).toEqual([]);
    expect(withoutSecretCount(contents(setting.graph.directory)), `request ${at}`).toEqual(withoutSecretCount(tenant));
    if (at % 29 === 0) await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
    runs += 1;
  }
  return runs;
}

async function undisturbed(
  options: StandInOptions,
  file: TenantFile | undefined,
): Promise<{ requests: number; tenant: ReturnType<typeof contents> }> {
  await using setting = await startSetting(options, file);
  await setting.register();
  return { requests: setting.graph.requests.length, tenant: contents(setting.graph.directory) };
}

/** Orphaned secrets are harmless, and unavoidable where the response with the secret was lost. */
function withoutSecretCount(tenant: ReturnType<typeof contents>): unknown {
  const applications = tenant['applications'] as Record<string, unknown>[];
  return { ...tenant, applications: applications.map((item) => Object.assign({}, item, { passwordCredentials: [] })) };
}
