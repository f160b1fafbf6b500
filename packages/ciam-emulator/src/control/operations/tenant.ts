import { exportedFile } from '../../tenant/exported-file.ts';
import type { TenantFile } from '../../tenant/tenant-file.ts';
import { snapshot, stateSchema, type TenantState } from '../snapshot.ts';
import type { Operation } from '../operation.ts';
import { definition, flag, object, text, allRequired } from '../schemas.ts';

export interface ClockSetting {
  /** Advances the time by this many seconds, or sets it back if negative. */
  advanceSeconds?: number;
  /** Stops the clock at this time (ISO 8601), or at the current time: `now`. */
  freezeAt?: string;
  /** Restarts a stopped clock. */
  unfreeze?: boolean;
  /** Returns to the machine's time. */
  reset?: boolean;
}

const clockTime = {
  type: 'string',
  pattern: '^(now|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d.*)$',
  description: 'now, or an ISO 8601 time',
};
const present = allRequired({ now: text });

export const getState: Operation<object, TenantState> = {
  method: 'GET',
  path: '/state',
  summary: 'Returns the current state of the tenant, without secrets',
  result: stateSchema,
  run: snapshot,
};

export const exportTenant: Operation<object, TenantFile> = {
  method: 'GET',
  path: '/tenant',
  summary: 'Exports the tenant in the form of tenant.json. Its local part contains secrets and passwords',
  result: definition('tenantFile'),
  run: ({ directory }) => exportedFile(directory.current),
};

export const reset: Operation<object, void> = {
  method: 'POST',
  path: '/reset',
  summary: 'Restores the original configuration, and signs everyone out',
  run: (tenant) => tenant.reset(),
};

export const getClock: Operation<object, { now: string }> = {
  method: 'GET',
  path: '/clock',
  summary: "Returns the tenant's time",
  result: present,
  run: ({ clock }) => ({ now: new Date(clock.now()).toISOString() }),
};

export const setClock: Operation<ClockSetting, { now: string }> = {
  method: 'POST',
  path: '/clock',
  summary: "Sets, stops or resets the tenant's clock",
  input: object({ advanceSeconds: { type: 'number' }, freezeAt: clockTime, unfreeze: flag, reset: flag }),
  result: present,
  run(tenant, { advanceSeconds, freezeAt, unfreeze, reset: toMachine }) {
    const { clock } = tenant;
    if (toMachine) clock.reset();
    if (unfreeze) clock.unfreeze();
    if (freezeAt !== undefined) clock.freeze(freezeAt === 'now' ? undefined : Date.parse(freezeAt));
    if (advanceSeconds !== undefined) clock.advance(advanceSeconds * 1000);
    return getClock.run(tenant, {});
  },
};
