import { setTimeout as sleep } from 'node:timers/promises';
import { defaultTenant } from 'ciam-emulator';
import { oneConnectionEach } from './balancer.ts';
import type { Report } from './report.ts';

/** Fewer than one owner may have. */
const writesPerOwner = 400;
const writesPerToken = 20;

/** Writes to-dos as the daemon would, with tokens of its own, until `ends`. */
export async function writeToDos(
  writer: number,
  env: Record<string, string>,
  report: Report,
  ends: AbortSignal,
): Promise<void> {
  let token: string | undefined;
  for (let count = 0; !ends.aborted; count += 1) {
    await sleep(100);
    if (count % writesPerToken === 0) token = undefined;
    token ??= await requestToken(env).catch(() => undefined);
    if (token === undefined) {
      report.refused('the daemon gets no token');
      await sleep(1000);
      continue;
    }
    const description = `Writer ${writer}, number ${count}`;
    const owner = ownerOf(writer, Math.floor(count / writesPerOwner));
    const response = await fetch(env['API_ENDPOINT'] ?? '', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...oneConnectionEach },
      body: JSON.stringify({ owner, description }),
    });
    const text = await response.text();
    if (response.status === 201) report.wrote(description);
    else
      report.refused(`API ${response.status} ${/"detail":"([^"]*)/.exec(text)?.[1] ?? /<h1>(.*?)</.exec(text)?.[1]}`);
  }
}

function ownerOf(writer: number, turn: number): string {
  return `ada00000-0000-4000-8000-${String(1000 * writer + turn).padStart(12, '0')}`;
}

async function requestToken(env: Record<string, string>): Promise<string> {
  const response = await fetch(`${env['AUTHORITY']}${defaultTenant.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: env['DAEMON_CLIENT_ID'] ?? '',
      client_secret: env['DAEMON_CLIENT_SECRET'] ?? '',
      scope: `api://${env['API_CLIENT_ID']}/.default`,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`No token: ${response.status}`);
  return token;
}
