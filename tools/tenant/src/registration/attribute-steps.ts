import type { TenantFile } from 'ciam-emulator/tenant-file';
import { alreadyExists } from '../graph/graph-error.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { Step } from './step.ts';
import type { TenantState } from './tenant-state.ts';
import { customAttributesOf, readCustomAttributes } from './user-attributes.ts';

/**
 * Returns the steps for custom attributes. They belong to the tenant, and must exist before a user flow can collect
 * them.
 */
export function attributeSteps(state: TenantState, file: TenantFile): Step[] {
  return customAttributesOf(file)
    .filter(({ name }) => state.attributes[name] === undefined)
    .map(({ name, label }) => ({
      text: `Create the user attribute ${name} (text)`,
      role: 'External ID User Flow Attribute Administrator',
      run: async (work) => {
        work.attributes[name] = await createAttribute(work.graph, name, label);
      },
    }));
}

/** @see https://learn.microsoft.com/graph/api/identityuserflowattribute-post */
async function createAttribute(graph: GraphClient, name: string, label: string): Promise<string> {
  const body = { displayName: name, description: label, dataType: 'string' };
  try {
    return (await graph.post<{ id: string }>('/identity/userFlowAttributes', body, 'id')).id;
  } catch (error) {
    if (!alreadyExists(error)) throw error;
    let existing: string | undefined;
    await graph.until('a new user attribute', async () => {
      existing = (await readCustomAttributes(graph))[name];
      return existing !== undefined;
    });
    if (existing === undefined) throw error;
    return existing;
  }
}
