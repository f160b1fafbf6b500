import { machineNow } from './clock.ts';
import { currentContext } from './request-context.ts';

// A test may replace Date, and restore it before or after the tenant ends.
const machineDate = Date;
let installations = 0;

/** Returns the time with which clients sign their assertions, in seconds: the machine's, or that of a test's Date. */
export function machineSeconds(): number {
  return Math.floor((Date === machineDate ? machineNow() : Date.now()) / 1000);
}

/**
 * Makes `Date.now()` return the tenant's time during its requests, because oidc-provider reads the time only there.
 * This affects the whole process, so installations are counted, and the last one to leave restores the original.
 */
export function installTenantTime(): () => void {
  installations += 1;
  machineDate.now = () => currentContext()?.clock.now() ?? machineNow();
  let installed = true;
  return () => {
    if (!installed) return;
    installed = false;
    installations -= 1;
    if (installations === 0) machineDate.now = machineNow;
  };
}
