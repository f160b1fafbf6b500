export { defaultTenant } from './tenant/default-tenant.ts';
export type { Application, TenantConfig, User } from './tenant/model.ts';
export { EmulatorListenError, startEmulator } from './start-emulator.ts';
export type { Emulator, EmulatorOptions } from './start-emulator.ts';
