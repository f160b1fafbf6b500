/**
 * Complete sign-ins, one after the other: authorization request, the two pages, the code, the tokens. The emulator
 * against bare oidc-provider with its own two pages, in turns within one run.
 */
import { createHash } from 'node:crypto';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { HttpBrowser } from 'test-support';
import { startBareProvider } from './bare-provider.mjs';

const signIns = 500;
const redirectUri = 'http://localhost:3000/auth/redirect';
const [{ appId }] = defaultTenant.applications;
const [user] = defaultTenant.users;
const code_verifier = 'a-code-verifier-that-is-long-enough-for-the-rules-0123456789';
const request = {
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: 'openid',
  state: 'a-state',
  nonce: 'a-nonce',
  code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
  code_challenge_method: 'S256',
};

async function redeem(endpoint, location, fields) {
  const code = new URL(location).searchParams.get('code');
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier,
    ...fields,
  });
  const tokens = await (await fetch(endpoint, { method: 'POST', body })).json();
  if (!tokens.id_token) throw new Error(`A sign-in failed: ${JSON.stringify(tokens)}`);
}

async function emulatorSignIn({ authority, tenantId }) {
  const base = `${authority}${tenantId}/oauth2/v2.0`;
  const browser = new HttpBrowser({ staysOnHost: true });
  await browser.open(`${base}/authorize?${new URLSearchParams({ ...request, client_id: appId })}`);
  await browser.submit({ email: user.mail, action: 'email' });
  const { location } = await browser.submit({ password: user.password, action: 'password' });
  await redeem(`${base}/token`, location, { client_id: appId, client_secret: 'emulator-only-not-a-secret' });
}

async function bareSignIn({ origin }) {
  const browser = new HttpBrowser({ staysOnHost: true });
  await browser.open(`${origin}/auth?${new URLSearchParams({ ...request, client_id: 'bare' })}`);
  await browser.submit({ login: user.mail, password: user.password });
  const { location } = await browser.submit();
  await redeem(`${origin}/token`, location, { client_id: 'bare' });
}

async function time(signIn, target) {
  const start = performance.now();
  await signIn(target);
  return performance.now() - start;
}

/** The median does not mind what else the machine is doing now and then. */
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

const emulator = await startEmulator({ config: { ...defaultTenant, staySignedIn: false } });
const bare = await startBareProvider({ clientId: 'bare', redirectUri });
for (let warmUp = 0; warmUp < 50; warmUp += 1) {
  await emulatorSignIn(emulator);
  await bareSignIn(bare);
}
const emulatorTimes = [];
const bareTimes = [];
for (let count = 0; count < signIns; count += 1) {
  emulatorTimes.push(await time(emulatorSignIn, emulator));
  bareTimes.push(await time(bareSignIn, bare));
}
await emulator.close();
bare.close();

console.log(`${signIns} sign-ins each, one after the other in turns, none failed`);
console.log(`emulator       ${(1000 / median(emulatorTimes)).toFixed(0)}/s`);
console.log(`oidc-provider  ${(1000 / median(bareTimes)).toFixed(0)}/s`);
console.log(`ratio          ${(median(bareTimes) / median(emulatorTimes)).toFixed(2)} (at least 0.9 wanted)`);
