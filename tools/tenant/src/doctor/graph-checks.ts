import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import { described, doubtfulFlows, isOurs } from '../registration/ownership.ts';
import { notes, planTenant } from '../registration/plan.ts';
import type { Settings } from '../registration/step.ts';
import { readTenantState, type RegisteredApp, type TenantState } from '../registration/tenant-state.ts';
import { flowIn } from '../registration/user-flow-steps.ts';
import { type Finding, findingsOf } from './finding.ts';

const { passed, failed, skipped } = findingsOf();
const day = 86_400_000;
const soon = 30 * day;
/** How long a new registration may be unknown in parts of the tenant, in milliseconds. */
const settling = 5 * 60_000;

/** Checks what only Microsoft Graph shows: the plan of `register`, and what no plan can repair. */
export async function examineWithGraph(
  graph: GraphClient,
  { file, current, now }: { file: TenantFile; current: Settings; now: number },
): Promise<Finding[]> {
  const state = await readTenantState(graph, file, current);
  const steps = planTenant(state, { file });
  return [
    tenantType(state),
    ...steps.map(({ text, details = [] }) =>
      failed(
        'registration',
        [`Not done yet: ${text}`, ...details].join('; '),
        `Run pnpm tenant register --tenant ${state.subdomain} --fix.`,
      ),
    ),
    ...(steps.length === 0 ? [passed('registration', 'The tenant matches the tenant file.')] : []),
    ...notes(state, file).map((note) => skipped('registration', note)),
    ...closedFlows(state, file),
    ...doubtfulFlows(state, { file, current }).map(({ id, displayName }) =>
      skipped('registration', `It may belong to someone else: user flow "${displayName}" (${id}).`),
    ),
    ...file.applications.flatMap(({ name }) => {
      const app = state.apps[name];
      return app ? [...condition(app), ...ownership(app, state, { file, current }), ...credentials(app, now)] : [];
    }),
  ];
}

function tenantType({ tenantType: type, displayName, subdomain }: TenantState): Finding {
  if (type === undefined || type === 'CIAM') return passed('tenant-type', `${displayName} is an external tenant.`);
  return failed(
    'tenant-type',
    `${subdomain}.onmicrosoft.com is of type ${type}.`,
    'Create an external tenant: https://learn.microsoft.com/entra/external-id/customers/how-to-create-external-tenant-portal',
  );
}

function condition({ application, servicePrincipal }: RegisteredApp): Finding[] {
  if (servicePrincipal?.accountEnabled !== false) return [];
  return [
    failed(
      'registration',
      `The service principal of "${application.displayName}" is disabled: users cannot sign in.`,
      'Admin center: Enterprise applications > the app > Properties > Enabled for users to sign in.',
    ),
  ];
}

function ownership(
  app: RegisteredApp,
  state: TenantState,
  options: { file: TenantFile; current: Settings },
): Finding[] {
  if (isOurs(app, state, options)) return [];
  return [skipped('registration', `It may belong to someone else: ${described(app)}.`)];
}

/** Checks the registered secrets and certificates, whatever the settings hold. */
function credentials({ application }: RegisteredApp, now: number): Finding[] {
  const { displayName, passwordCredentials = [], keyCredentials = [], createdDateTime } = application;
  const age = createdDateTime ? now - new Date(createdDateTime).getTime() : Infinity;
  const fresh =
    age >= 0 && age < settling
      ? [
          skipped(
            'registration',
            `"${displayName}" was registered moments ago. Errors in the first five minutes may pass by themselves.`,
          ),
        ]
      : [];
  const ends = [
    ...passwordCredentials.map(({ displayName: name, endDateTime }) => ({
      what: `secret "${name ?? ''}"`,
      endDateTime,
    })),
    ...keyCredentials.map(({ displayName: name, endDateTime }) => ({
      what: `certificate "${name ?? ''}"`,
      endDateTime,
    })),
  ];
  const hasSuccessor = ends.some(({ endDateTime }) => remaining(endDateTime, now) > soon);
  return fresh.concat(
    ends
      .filter(({ endDateTime }) => remaining(endDateTime, now) <= soon)
      .map(({ what, endDateTime }) => {
        const left = remaining(endDateTime, now);
        const when = left > 0 ? `expires in ${Math.ceil(left / day)} days` : 'has expired';
        const text = `The ${what} of "${displayName}" ${when}.`;
        if (hasSuccessor)
          return skipped('registered-expiry', text, 'A newer one exists. Delete this one in the admin center.');
        return failed(
          'registered-expiry',
          text,
          'Run pnpm tenant register, which creates a new one. Then delete this one.',
        );
      }),
  );
}

function remaining(end: string | null | undefined, now: number): number {
  return end ? new Date(end).getTime() - now : Infinity;
}

/** Reports user flows in which sign-up was switched off, although the file does not say so. */
function closedFlows(state: TenantState, file: TenantFile): Finding[] {
  return (file.userFlows ?? [])
    .filter((flow) => flow.isSignUpAllowed === undefined)
    .map((flow) => flowIn(state.flows, file, flow))
    .filter((flow) => flow?.onInteractiveAuthFlowStart?.isSignUpAllowed === false)
    .map((flow) => skipped('registration', `Users cannot sign up in the user flow "${flow?.displayName}".`));
}
