import { fixFor, fixTable } from 'ciam-msal/fix';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckName } from '../src/doctor/finding.ts';
import type { Program } from '../src/doctor/programs.ts';
import { type RunningSet, startSet } from './doctor-setting.ts';

let set: RunningSet;
beforeAll(async () => {
  set = await startSet();
});
afterAll(() => set[Symbol.asyncDispose]());

const numbers = Object.keys(fixTable).flatMap((code) => /^AADSTS(\d+)$/.exec(code)?.[1] ?? []);

/** Numbers that have a check of their own. */
const own: Record<string, CheckName> = {
  'devicecode 7000218': 'public-client',
  'authorize 50011': 'redirect-uri',
  'authorize 700025': 'redirect-platform',
  'authorize 9002325': 'redirect-platform',
  'authorize 9002327': 'redirect-platform',
};

test.each<['token' | 'devicecode' | 'authorize', Program, CheckName]>([
  ['authorize', 'web-app', 'client'],
  ['token', 'daemon', 'credential'],
  ['devicecode', 'device-code', 'client'],
])('every number of the table, sent by the %s endpoint, is named with its fix', async (endpoint, program, check) => {
  expect(numbers.length).toBeGreaterThan(80);
  const wrong: unknown[] = [];
  for (const number of numbers) {
    const description = `AADSTS${number}: The tenant says so.`;
    set.control.addFault({ endpoint, kind: 'error', error: 'invalid_request', number: Number(number), description });
    const findings = await set.findings({}, { environments: { [program]: set.env } });
    set.control.clearFaults();
    const first = findings.find(({ status }) => status === 'failed');
    const { fix = '', kind } = fixFor({ error: 'invalid_request', error_description: description });
    // A sign-in without a user always fails; the doctor has to tell what the registration causes from that.
    if (endpoint === 'authorize' && kind !== 'configuration') continue;
    const expected = own[`${endpoint} ${number}`] ?? check;
    const said = `${first?.text} ${first?.fix}`;
    if (first?.check !== expected || !said.includes(number) || !said.includes(fix)) wrong.push({ number, first });
  }
  expect(wrong).toEqual([]);
});
