import type { TenantFile } from 'ciam-emulator/tenant-file';
import { alreadyExists } from '../graph/graph-error.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import { readEmptyBrandings } from './branding.ts';
import { completion, driftLine } from './completion.ts';
import type { Step } from './step.ts';
import type { TenantState } from './tenant-state.ts';

const role = 'Organizational Branding Administrator';
const language = 'en-US';

/** Returns the step for the branding of the sign-in pages, if the file has one. */
export function brandingStep(state: TenantState, { branding }: TenantFile): Step[] {
  const path = `/organization/${state.tenantId}/branding`;
  const change = completion({ ...state.branding }, { ...branding });
  const steps: Step[] = [];
  if (change) {
    steps.push({
      text: 'Set the branding of the sign-in pages',
      details: change.drift.map(driftLine),
      role,
      run: async ({ graph }) => {
        if (!state.branding) await createDefault(graph, state.tenantId);
        // 0 is the default for all languages.
        await graph.patch(path, change.patch, { 'accept-language': '0' });
      },
    });
  }
  if (branding && state.emptyBrandings.includes(language)) {
    steps.push({
      text: `Delete the empty ${language} branding that an earlier run left behind`,
      role,
      run: ({ graph }) => graph.delete(`${path}/localizations/${language}`),
    });
  }
  return steps;
}

/**
 * Creates the default branding. It cannot be created directly, and cannot be updated while it does not exist. It comes
 * into being with the first branding of a language, which is then deleted.
 *
 * @see https://learn.microsoft.com/graph/api/organizationalbranding-post-localizations
 */
async function createDefault(graph: GraphClient, tenantId: string): Promise<void> {
  const path = `/organization/${tenantId}/branding/localizations`;
  try {
    await graph.post(path, { id: language });
  } catch (error) {
    if (!alreadyExists(error)) throw error;
    // Keep a branding that an administrator added.
    if (!(await readEmptyBrandings(graph, tenantId)).includes(language)) return;
  }
  await graph.delete(`${path}/${language}`);
}
