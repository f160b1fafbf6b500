import type { AxiosResponse } from 'axios';
import { isRecord } from 'ciam-config';
import type { Operation } from './command-line.ts';

/** How the API explains a refusal. */
export interface Refusal {
  /** The explanation for people, in the API's words. */
  detail: string | undefined;
  /** The machine-readable reasons: `reason` and `code` of the problem, `error` of the Bearer challenge. */
  codes: readonly string[];
  /** The permissions that would suffice, as the Bearer challenge names them. */
  permissions: readonly string[];
}

/**
 * Reads the problem details in the body and the Bearer challenge in the header.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function readRefusal({ headers, data }: AxiosResponse<unknown>): Refusal {
  const header = String(headers['www-authenticate'] ?? '').slice(0, 4000);
  const challenge = new Map(
    Array.from(header.matchAll(/([\w-]+)="([^"]*)"/g), ([, name = '', value = '']) => [name, value]),
  );
  const problem = isRecord(data) ? data : {};
  const codes = [problem['reason'], problem['code'], challenge.get('error')];
  return {
    detail: challenge.get('error_description') ?? problemDetail(problem),
    codes: codes.filter((code) => typeof code === 'string'),
    permissions: challenge.get('scope')?.split(' ').filter(Boolean) ?? [],
  };
}

/** Returns what to do about a refused token. Undefined if the API explains an unknown code itself. */
export function fixOfRefusal(op: Operation['op'], status: 401 | 403, refusal: Refusal): string | undefined {
  const code = refusal.codes.find((each) => Object.hasOwn(fixes, each));
  if (code !== undefined) return fixes[code]?.(op, refusal);
  if (refusal.detail !== undefined) return undefined;
  return status === 401 ? `${nameTheApi} ${sameTenant}` : grantRoles(op, refusal);
}

const nameTheApi = 'SCOPES or API_CLIENT_ID must name the API at API_ENDPOINT.';
const sameTenant = 'The daemon and the API must use the same tenant. Compare their TENANT_SUBDOMAIN and AUTHORITY.';
const setTheClocks =
  'The token is new, so the clocks of the tenant and of the API differ. Turn on time synchronization where the clock is wrong.';

const fixes: Record<string, (op: Operation['op'], refusal: Refusal) => string> = {
  wrong_audience: () => nameTheApi,
  wrong_issuer: () => sameTenant,
  not_yet_valid: () => setTheClocks,
  expired: () => setTheClocks,
  app_not_allowed: () => 'Add the client ID of the daemon to ALLOWED_CLIENT_APPS of the API.',
  no_permissions: grantRoles,
  insufficient_permission: grantRoles,
  insufficient_scope: grantRoles,
};

function grantRoles(op: Operation['op'], { permissions }: Refusal): string {
  const byDefault = op.startsWith('get') ? ['ToDoList.Read.All', 'ToDoList.ReadWrite.All'] : ['ToDoList.ReadWrite.All'];
  const roles = (permissions.length > 0 ? permissions : byDefault).join(' or ');
  return (
    'In the admin center (https://entra.microsoft.com) open App registrations > the daemon > API permissions > ' +
    `Add a permission > My APIs > the API > Application permissions, choose ${roles}, then "Grant admin consent".`
  );
}

/**
 * Joins the detail and the field errors of a problem, unless the detail already contains them, as the ToDoList API's
 * does.
 */
function problemDetail({ detail, title, errors }: Record<string, unknown>): string | undefined {
  const fields = Array.isArray(errors)
    ? errors.map((field: unknown) => (isRecord(field) ? field['detail'] : undefined))
    : [];
  const sentences = [detail ?? title, ...fields]
    .filter((text) => typeof text === 'string')
    .filter((text, index, [first = '']) => index === 0 || !first.includes(text));
  return sentences.length > 0 ? sentences.join(' ').slice(0, 1000) : undefined;
}
