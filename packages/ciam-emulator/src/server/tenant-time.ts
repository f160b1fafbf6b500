import { machineNow } from './clock.ts';
import { currentContext } from './request-context.ts';

// A test may put another Date into the place of this one, and take it away before or after the tenant ends.
const machineDate = Date;
let installations = 0;

/** The time in seconds by which clients sign their assertions: the machine's own, or that of a test's Date. */
export function machineSeconds(): number {
  return Math.floor((Date === machineDate ? machineNow() : Date.now()) / 1000);
}

/**
 * Lets `Date.now()` tell each tenant's own time inside its requests, because oidc-provider reads the time nowhere else.
 * It is the same for the whole process, so it is counted: the last one to leave puts the original back.
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
