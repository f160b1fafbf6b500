import type { TenantFile } from 'ciam-emulator/tenant-file';
import { completion, driftLine } from './completion.ts';
import type { Step } from './step.ts';
import type { TenantState } from './tenant-state.ts';

/** The look of the sign-in pages, where the file says something about it. @see https://learn.microsoft.com/graph/api/organizationalbranding-update */
export function brandingStep(state: TenantState, { branding }: TenantFile): Step[] {
  const change = completion({ ...state.branding }, { ...branding });
  if (!change) return [];
  return [
    {
      text: 'Set the branding of the sign-in pages',
      details: change.drift.map(driftLine),
      role: 'Organizational Branding Administrator',
      // 0 is the default, for every language.
      run: (work) =>
        work.graph.patch(`/organization/${state.tenantId}/branding`, change.patch, { 'accept-language': '0' }),
    },
  ];
}
