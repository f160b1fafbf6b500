import { texts } from '../pages/texts.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { SignInRefusedError } from './sign-in-refused-error.ts';
import { proveUser } from './sign-in.ts';
import { UserAgent, type Visit } from './user-agent.ts';

/**
 * Enters a device code as a new browser would, and signs the user in.
 *
 * @throws {SignInRefusedError} with the message of the page that refuses the user
 */
export async function approveDeviceCode(
  { reach, inbox }: Tenant,
  userCode: string,
  user: DirectoryUser,
): Promise<void> {
  const agent = new UserAgent(reach.local);
  const asked = await press(agent, await enterCode(agent, reach.origin, userCode), { confirm: 'yes' });
  expectTitle(await proveUser(agent, asked, user, inbox), texts.deviceDoneTitle);
}

/**
 * Enters a device code as a new browser would, and declines.
 *
 * @throws {SignInRefusedError} when the code is invalid
 */
export async function declineDeviceCode({ reach }: Tenant, userCode: string): Promise<void> {
  const agent = new UserAgent(reach.local);
  const declined = await press(agent, await enterCode(agent, reach.origin, userCode), { abort: 'yes' });
  expectTitle(declined, texts.deviceDeclinedTitle);
}

async function enterCode(agent: UserAgent, origin: string, userCode: string): Promise<Visit> {
  const page = await agent.open(`${origin}/common/oauth2/deviceauth`);
  return press(agent, page, { user_code: userCode });
}

/** Submits the form of a page. */
async function press(agent: UserAgent, page: Visit, fields: Record<string, string>): Promise<Visit> {
  if (!page.form || page.message !== undefined) throw new SignInRefusedError(page);
  return agent.open(page.url, { ...page.form.fields, ...fields });
}

function expectTitle(page: Visit, expected: string): void {
  if (page.title !== expected) throw new SignInRefusedError(page);
}
