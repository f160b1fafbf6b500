/** How long a tenant takes from import to running, and to its first discovery document and token. */
const loaded = performance.now();
const { defaultTenant, startEmulator } = await import('ciam-emulator');
const imported = performance.now();

const runs = 20;
const times = [];
const tokens = [];
const daemon = defaultTenant.applications[2];
for (let run = 0; run < runs; run += 1) {
  const start = performance.now();
  const emulator = await startEmulator();
  await (await fetch(`${emulator.authority}${emulator.tenantId}/v2.0/.well-known/openid-configuration`)).json();
  times.push(performance.now() - start);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: daemon.appId,
    client_secret: 'emulator-only-not-a-secret',
    scope: 'api://00001111-aaaa-2222-bbbb-3333cccc4444/.default',
  });
  await (await fetch(`${emulator.authority}${emulator.tenantId}/oauth2/v2.0/token`, { method: 'POST', body })).json();
  tokens.push(performance.now() - start);
  await emulator.close();
}

const summary = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part) => sorted[Math.floor((sorted.length - 1) * part)].toFixed(0);
  return `median ${at(0.5)} ms, slowest ${at(1)} ms, first ${values[0].toFixed(0)} ms`;
};
console.log(`import                         ${(imported - loaded).toFixed(0)} ms`);
console.log(`start and serve discovery      ${summary(times)} (at most 300 ms wanted)`);
console.log(`start and issue a first token  ${summary(tokens)} (with a new RSA key)`);
