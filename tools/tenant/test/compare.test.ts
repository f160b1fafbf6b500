import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { type EmulatorOptions, startEmulator } from 'ciam-emulator';
import { parse } from 'dotenv';
import { describe, expect, test } from 'vitest';
import { type Comparison, compare, type Fixture } from '../src/compare/compare.ts';
import { differences } from '../src/compare/differences.ts';
import { normalize, normalizeText, type Own } from '../src/compare/normalize.ts';
import { sampleFile } from './setting.ts';

const settings = parse(readFileSync(resolve(import.meta.dirname, '../../../.env.example')));

async function compared(authority: string): Promise<Comparison> {
  const file = await sampleFile();
  return compare({ tenant: { tenantSubdomain: 'contoso', authority }, file, settings, folder: '/' });
}

async function observed(options: EmulatorOptions = {}): Promise<Comparison> {
  await using emulator = await startEmulator(options);
  return await compared(emulator.authority);
}

test('an emulator, compared with itself, does not differ', async () => {
  const { differences: found, fixture } = await observed();
  expect(found).toEqual([]);
  expect(Object.keys(fixture.responses).length).toBeGreaterThan(35);
  const text = JSON.stringify(fixture);
  const own = [settings['WEB_APP_CLIENT_SECRET'], settings['API_CLIENT_ID'], 'aaaabbbb-0000-cccc-1111-dddd2222eeee'];
  for (const value of own) expect(text).not.toContain(value);
  expect(text).not.toMatch(/eyJ|127\.0\.0\.1|contoso/i);
});

const folder = resolve(import.meta.dirname, '../fixtures');
test.each(readdirSync(folder).filter((name) => name.endsWith('.json')))(
  'the emulator answers as %s has it',
  async (name) => {
    const fixture = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Fixture;
    expect(fixture).toMatchObject({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      source: expect.stringMatching(/\w/),
    });
    const { fixture: ours } = await observed({ issuer: 'guid-host' });
    expect(ours.responses).toMatchObject(fixture.responses);
  },
);

test('the page of the fixtures names each with its date and source', () => {
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  const rows = [...page.matchAll(/^\| \[`([\w-]+\.json)`\]\(\1\) +\| (\d{4}-\d\d-\d\d) \|/gm)].map(([, name, date]) => [
    name,
    date,
  ]);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const dates = files.map((name) => [name, (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Fixture).date]);
  expect(rows).toEqual(dates);
});

const own: Own = {
  tenantId: '0d1f0000-1111-4222-8333-444455556666',
  subdomain: 'fabrikam',
  origin: 'https://fabrikam.ciamlogin.com',
  clientIds: { shop: '11110000-2222-4333-8444-555566667777' },
  secrets: ['kW~8Q~secret+with/every&thing=', 'short'],
};

describe('normalizing', () => {
  const part = fc.constantFrom(
    ...own.secrets,
    ...own.secrets.map(encodeURIComponent),
    own.tenantId,
    own.tenantId.toUpperCase(),
    own.clientIds['shop'] ?? '',
    'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
    '2026-11-26 10:11:12Z',
    'fabrikam.onmicrosoft.com',
    'https://fabrikam.ciamlogin.com/x',
    'AADSTS70003: ',
    ' and ',
    '"',
  );

  test('takes out every secret, ID, token and time, wherever they stand', () => {
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom(' ', '/', '"', ': '), (parts, separator) => {
        const text = parts.join(separator);
        const shown = JSON.stringify([
          normalizeText(text, own),
          normalize(
            {
              status: 200,
              headers: { location: `https://app.example.com/?error_description=${encodeURIComponent(text)}` },
              text: '',
            },
            own,
          ),
          normalize(
            { status: 200, headers: { 'www-authenticate': text }, text: JSON.stringify({ [text]: { deep: [text] } }) },
            own,
          ),
          normalize({ status: 200, headers: {}, text: `<p>${text}</p>` }, own),
        ]).toLowerCase();
        const hidden = [...own.secrets, own.tenantId, own.clientIds['shop'] ?? '', 'eyjh', '2026-11-26', 'fabrikam'];
        for (const value of hidden) expect(shown).not.toContain(value.toLowerCase());
      }),
    );
  });

  test('keeps what an error says', () => {
    const text = JSON.stringify({
      error: 'invalid_grant',
      error_codes: [70003],
      error_description: 'AADSTS70003: The app requested an unsupported grant type.',
    });
    expect(normalize({ status: 400, headers: {}, text }, own).body).toEqual(JSON.parse(text));
  });

  test('a change of any field of any response is found, there and nowhere besides', async () => {
    const { fixture } = await observed();
    const leaves = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]))
        : [path];
    for (const [probe, response] of Object.entries(fixture.responses)) {
      for (const path of leaves(response)) {
        const mutant = structuredClone(response);
        let holder = mutant as unknown as Record<string | number, unknown>;
        for (const name of path.slice(0, -1)) holder = holder[name] as typeof holder;
        holder[path.at(-1) ?? ''] = 'another';
        const found = differences(probe, mutant, response);
        expect(found.map(({ tenant }) => tenant)).toEqual(['another']);
      }
    }
  });
});
