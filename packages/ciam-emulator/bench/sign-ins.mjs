/**
 * Complete sign-ins, one after the other: authorization request, the two pages, the code, the tokens. The emulator
 * against bare oidc-provider with its own two pages, in turns within one run.
 */
import { createHash } from 'node:crypto';

import { defaultTenant, startEmulator } from 'ciam-emulator';

import { startBareProvider } from './bare-provider.mjs';
import { UserAgent } from './user-agent.mjs';

const rounds = 10;
const perRound = 50;
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
  const browser = new UserAgent();
  const email = await browser.open(`${base}/authorize?${new URLSearchParams({ ...request, client_id: appId })}`);
  const password = await browser.submit(email, { email: user.mail, action: 'email' });
  const { location } = await browser.submit(password, { password: user.password, action: 'password' });
  await redeem(`${base}/token`, location, { client_id: appId, client_secret: 'emulator-only-not-a-secret' });
}

async function bareSignIn({ origin }) {
  const browser = new UserAgent();
  const login = await browser.open(`${origin}/auth?${new URLSearchParams({ ...request, client_id: 'bare' })}`);
  const consent = await browser.submit(login, { login: user.mail, password: user.password });
  const { location } = await browser.submit(consent, {});
  await redeem(`${origin}/token`, location, { client_id: 'bare' });
}

async function time(signIn, target) {
  const start = performance.now();
  for (let count = 0; count < perRound; count += 1) await signIn(target);
  return performance.now() - start;
}

const emulator = await startEmulator();
const bare = await startBareProvider({ clientId: 'bare', redirectUri });
await time(emulatorSignIn, emulator);
await time(bareSignIn, bare);
let [emulatorTime, bareTime] = [0, 0];
for (let round = 0; round < rounds; round += 1) {
  emulatorTime += await time(emulatorSignIn, emulator);
  bareTime += await time(bareSignIn, bare);
}
await emulator.close();
bare.close();

const signIns = rounds * perRound;
const rate = (milliseconds) => ((signIns / milliseconds) * 1000).toFixed(0);
console.log(`${signIns} sign-ins each, none failed`);
console.log(`emulator       ${rate(emulatorTime)}/s`);
console.log(`oidc-provider  ${rate(bareTime)}/s`);
console.log(`ratio          ${(bareTime / emulatorTime).toFixed(2)} (at least 0.8 wanted)`);
