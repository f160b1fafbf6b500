import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A text that someone may put into the wrong setting, and the part of it that nobody may read anywhere. */
interface Secret {
  value: string;
  random: string;
}

const base64 = (bytes: number): string => randomBytes(bytes).toString('base64');
const base64url = (bytes: number): string => randomBytes(bytes).toString('base64url');
const segment = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function pem(): string {
  const lines = base64(1200).match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

/** Begins as PKCS#12 does: a sequence whose first member is the integer 3. */
function pfx(): string {
  return Buffer.concat([Buffer.from('30820a2b020103', 'hex'), randomBytes(2600)]).toString('base64');
}

function of(value: string, random: string = value): Secret {
  return { value, random };
}

/** The shapes in which secrets come, each with new random parts at each call. */
export const secretShapes: Readonly<Record<string, () => Secret>> = {
  'a private key': () => of(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
  'a PEM that is damaged': () => of(pem()),
  'a PEM with \\n': () => of(pem().replaceAll('\n', '\\n')),
  'base64 of a PEM': () => of(Buffer.from(pem()).toString('base64')),
  'base64 of DER': () => of(Buffer.concat([Buffer.from('308204a4', 'hex'), randomBytes(1188)]).toString('base64')),
  'base64 of PKCS#12': () => of(pfx()),
  'a JWT': () => of(`${segment({ alg: 'RS256', typ: 'JWT' })}.${segment({ sub: base64url(30) })}.${base64url(256)}`),
  'a JWT in a header': () =>
    of(`Bearer ${segment({ alg: 'RS256' })}.${segment({ sub: base64url(30) })}.${base64url(64)}`),
  'an https URL with a password': () => {
    const password = base64url(30);
    return of(`https://app:${password}@host.invalid/path`, password);
  },
  'a database URL': () => {
    const password = base64url(30);
    return of(`postgres://app:${password}@127.0.0.1:9/todos`, password);
  },
  'a database URL whose password is not encoded': () => {
    const password = `12/${base64url(24)}?${base64url(24)}#${base64url(24)}`;
    return of(`postgres://app:${password}@127.0.0.1:9/todos`, password);
  },
  'a Redis URL': () => {
    const password = base64url(30);
    return of(`rediss://:${password}@127.0.0.1:9`, password);
  },
  'a Redis URL whose password is not encoded': () => {
    const password = `12?${base64url(24)}#${base64url(24)}/${base64url(24)}`;
    return of(`redis://default:${password}@127.0.0.1:9`, password);
  },
  'an address with a signature': () => {
    const signature = base64url(32);
    return of(`https://host.invalid/api?code=${signature}&sig=${signature}`, signature);
  },
  'hexadecimal digits': () => of(randomBytes(20).toString('hex')),
  'more hexadecimal digits': () => of(randomBytes(32).toString('hex')),
  base64url: () => of(base64url(48)),
  'a client secret of Entra': () => of(`${base64url(2)}8Q~${base64url(27).slice(0, 34)}`),
  'a password': () => of(`${base64(12).replaceAll('/', '!')}#${base64(12).replaceAll('+', '$')}`),
};

/** The first 20 characters in a row of the random part that a text holds, as they are or encoded for a URL. */
export function leakIn(text: string, { random }: Secret): string | undefined {
  const places = [text, decoded(text)].map((each) => each.toLowerCase());
  const wanted = random.toLowerCase();
  for (let start = 0; start + 20 <= wanted.length; start++) {
    const part = wanted.slice(start, start + 20);
    // The line that every PEM has is not random.
    if (!/-----|private key/.test(part) && places.some((place) => place.includes(part))) return part;
  }
  return undefined;
}

function decoded(text: string): string {
  return text.replaceAll(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
