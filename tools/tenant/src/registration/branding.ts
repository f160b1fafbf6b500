import type { GraphClient } from '../graph/graph-client.ts';
import type { Branding } from '../graph/resources.ts';

/**
 * Reads the default branding, `0`, if there is one. @see
 * https://learn.microsoft.com/graph/api/organizationalbranding-get
 */
export function readBranding(graph: GraphClient, tenantId: string): Promise<Branding | undefined> {
  return graph.find<Branding>(`/organization/${tenantId}/branding`, { 'accept-language': '0' });
}

/**
 * Returns the languages with an empty branding. @see
 * https://learn.microsoft.com/graph/api/organizationalbranding-list-localizations
 */
export async function readEmptyBrandings(graph: GraphClient, tenantId: string): Promise<string[]> {
  const all = await graph.list<{ id: string }>(`/organization/${tenantId}/branding/localizations`);
  return all
    .filter(({ id: _id, ...properties }) =>
      Object.entries(properties).every(([name, value]) => saysNothing(name, value)),
    )
    .map(({ id }) => id);
}

function saysNothing(name: string, value: unknown): boolean {
  if (name.startsWith('@') || value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value ?? {}).every((inner) => saysNothing('', inner));
}
