import type { FileApplication } from 'ciam-emulator/tenant-file';
import { alreadyExists } from '../graph/graph-error.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { FederatedCredential } from '../graph/resources.ts';
import { driftLine } from './completion.ts';
import { known, type Step } from './step.ts';
import type { TenantState } from './tenant-state.ts';

const role = 'Cloud Application Administrator';

type Wanted = Omit<FederatedCredential, 'id'>;

/** Returns the steps for federated credentials. They are found by their name, which cannot change. */
export function federationSteps(
  state: TenantState,
  { name, displayName, federatedIdentityCredentials = [] }: FileApplication,
): Step[] {
  const found = state.apps[name]?.federatedCredentials ?? [];
  return federatedIdentityCredentials.flatMap((wanted) => {
    const existing = found.find((credential) => credential.name === wanted.name);
    const details = changesOf(existing, wanted);
    if (existing && details.length === 0) return [];
    return [
      {
        text: `${existing ? 'Set' : 'Add'} the federated credential "${wanted.name}" of "${displayName}"`,
        details,
        role,
        run: async (work) => {
          const path = `/applications/${known(work, name).id}/federatedIdentityCredentials`;
          if (existing) await work.graph.patch(`${path}/${existing.id}`, bodyOf(wanted));
          else await add(work.graph, path, wanted);
        },
      } satisfies Step,
    ];
  });
}

function changesOf(existing: Wanted | undefined, wanted: Wanted): string[] {
  const properties = ['issuer', 'subject', 'audiences'] as const;
  return properties
    .filter((property) => String(existing?.[property]) !== String(wanted[property]))
    .map((path) => driftLine({ path, found: existing?.[path], wanted: wanted[path] }));
}

/** @see https://learn.microsoft.com/graph/api/federatedidentitycredential-update */
function bodyOf({ issuer, subject, audiences }: Wanted): object {
  return { issuer, subject, audiences };
}

/** @see https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials */
async function add(graph: GraphClient, path: string, wanted: Wanted): Promise<void> {
  await graph.post(path, wanted).catch(async (error: unknown) => {
    const exists = async (): Promise<boolean> =>
      (await graph.list<Wanted>(path)).some(({ name }) => name === wanted.name);
    if (!alreadyExists(error) || !(await graph.until('a federated credential', exists))) throw error;
  });
}
