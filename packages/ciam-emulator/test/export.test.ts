import { expect, test } from 'vitest';

import { startEmulator } from '../src/index.ts';
import type { TenantConfig } from '../src/index.ts';
import { testTenant } from './tenant.ts';

test('what a tenant exports starts one that is the same', async () => {
  await using tenant = await startEmulator({ config: testTenant });
  tenant.control.addUser({ displayName: 'New', mail: 'new@example.com', password: 'Signed-up-1' });
  const config = (await (await fetch(`${tenant.controlUrl}/tenant`)).json()) as TenantConfig;
  expect(config).toEqual(tenant.control.exportTenant());
  await using copy = await startEmulator({ config });
  const { time: _time, issuer: _issuer, ...state } = tenant.control.state();
  expect(copy.control.state()).toMatchObject(state);
  expect(copy.users).toContainEqual(expect.objectContaining({ mail: 'new@example.com', password: 'Signed-up-1' }));
  expect(copy.control.exportTenant()).toEqual(config);
});
