import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createCertificate, readCertificate } from '../src/certificate.ts';
import { startSetting } from './setting.ts';

test('certificates instead of secrets, beside those that are there', async () => {
  await using setting = await startSetting();
  await setting.register();
  const [first, second, third] = await Promise.all(
    ['first', 'second', 'third'].map((name) => createCertificate(join(dirname(setting.envPath), `${name}.pem`), name)),
  );
  if (!first || !second || !third) throw new Error('no certificates');

  const certificates = {
    'web-app': { path: first.path, existing: first },
    daemon: { path: second.path, existing: second },
  };
  await setting.register({ certificates });
  expect(setting.env()).toMatchObject({
    WEB_APP_CLIENT_CERTIFICATE: first.path,
    DAEMON_CLIENT_CERTIFICATE: second.path,
  });
  expect(setting.env()).not.toHaveProperty('DAEMON_CLIENT_SECRET');
  await expect(setting.register({ certificates })).resolves.toMatchObject({ outcome: 'nothing to do' });
  // Without the option, the certificate that is in use stays in use.
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });

  await setting.register({ certificates: { ...certificates, daemon: { path: third.path, existing: third } } });
  const daemon = setting.graph.directory
    .everything('applications')
    .find(({ keyCredentials }) =>
      (keyCredentials as { displayName: string }[]).some(({ displayName }) => displayName === 'CN=third'),
    );
  expect(daemon?.['keyCredentials']).toMatchObject([{ key: second.der }, { key: third.der }]);
  expect(setting.graph.refusals).toEqual([]);
});

test('one is made when the plan was agreed to, not before, and follows the settings to another tenant', async () => {
  await using setting = await startSetting();
  const path = join(dirname(setting.envPath), 'certificates', 'daemon.pem');
  const certificates = { daemon: { path } };
  await setting.register({ certificates, dryRun: true });
  await setting.register({ certificates, yes: false });
  expect(existsSync(path)).toBe(false);
  expect(setting.lines.join('\n')).toContain(`Create and register the certificate ${path}`);
  await setting.register({ certificates });
  const made = await readCertificate(path);

  await using another = await startSetting();
  copyFileSync(setting.envPath, another.envPath);
  await another.register();
  const keys = another.graph.directory.everything('applications').flatMap((item) => item['keyCredentials']);
  expect(keys).toMatchObject([{ key: made.der }]);
});
