import type { TokenFault, TokenFaultKind } from '../control/faults.ts';
import { mergePatch } from '../control/merge-patch.ts';
import type { SigningKeys } from './signing-keys.ts';

const hour = 3600;

/** Signs the claims of a token, with the requested fault. */
export async function signFaulty(claims: object, fault: TokenFault, keys: SigningKeys): Promise<string> {
  const { kind } = fault;
  const altered =
    kind === 'claims' ? Object(mergePatch(claims, fault.claims)) : { ...claims, ...alterations[kind](claims) };
  const token = kind === 'unknown_kid' ? await keys.signWithUnpublishedKey(altered) : await keys.sign(altered);
  return kind === 'bad_signature' ? breakSignature(token) : token;
}

const alterations: Record<Exclude<TokenFaultKind, 'claims'>, (claims: object) => object> = {
  wrong_issuer: () => ({ iss: 'https://login.example.com/00000000-0000-0000-0000-000000000000/v2.0' }),
  expired_token: (claims) => shiftTimes(claims, -24 * hour),
  future_token: (claims) => shiftTimes(claims, 24 * hour),
  wrong_nonce: (claims) => ('nonce' in claims ? { nonce: 'another-nonce' } : {}),
  bad_signature: () => ({}),
  unknown_kid: () => ({}),
};

function shiftTimes(claims: object, seconds: number): object {
  const times = Object.entries(claims).filter(([name]) => name === 'iat' || name === 'nbf' || name === 'exp');
  return Object.fromEntries(times.map(([name, value]) => [name, Number(value) + seconds]));
}

function breakSignature(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes.writeUInt8((bytes[0] ?? 0) ^ 0xff, 0);
  return [header, payload, bytes.toString('base64url')].join('.');
}
