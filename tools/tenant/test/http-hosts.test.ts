import type { Environment } from 'ciam-config';
import { expect, test } from 'vitest';
import { outputOf, readers } from './setting-readers.ts';

const id = '00001111-aaaa-2222-bbbb-000000000001';
const env = {
  TENANT_SUBDOMAIN: 'contoso',
  AUTHORITY: 'https://contoso.example/',
  CLIENT_ID: id,
  CLIENT_SECRET: 'kTr7~s9Qd-1Zb4Xe8Vw2.Ly6',
  API_CLIENT_ID: id,
  EXPRESS_SESSION_SECRET: 'pX3vTq9LmZ7wRb2KfY6cJd8HsN4gUa5E',
  DATABASE_URL: 'postgres://db.example/todolist',
  REDIS_URL: 'redis://redis.example',
};
const { tenant: _, ...programs } = readers;

/** Programs that people use on a network of containers, each with the addresses it reads. */
const cases = Object.entries(programs).flatMap(([name, read]) =>
  ['AUTHORITY', ...(name === 'daemon' ? ['API_ENDPOINT'] : [])].map((setting) => ({ name, read, setting })),
);

test.each(cases)(
  '$name: $setting is http only for hosts that are named, and never in production',
  ({ read, setting }) => {
    const output = (changes: Environment): string =>
      outputOf(() => read({ ...env, [setting]: 'http://Emulator:4400/', ...changes }));
    expect(output({})).toContain(`${setting} is not an https URL`);
    expect(output({ ALLOW_HTTP_HOSTS: 'other, emulator.example' })).toContain(`${setting} is not an https URL`);
    expect(output({ ALLOW_HTTP_HOSTS: 'other, emulator' })).toBe('');
    expect(output({ ALLOW_HTTP_HOSTS: 'emulator', NODE_ENV: 'production' })).toContain(
      'ALLOW_HTTP_HOSTS is for development',
    );
    expect(output({ ALLOW_HTTP_HOSTS: 'http://emulator' })).toContain(
      'ALLOW_HTTP_HOSTS contains something that is not a host',
    );
  },
);
