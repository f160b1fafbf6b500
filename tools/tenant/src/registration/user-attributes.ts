import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';

/** The attributes of every tenant, with their names in the admin center. */
export const builtInAttributes: Readonly<Record<string, string>> = {
  email: 'Email Address',
  displayName: 'Display Name',
  givenName: 'Given Name',
  surname: 'Surname',
  country: 'Country/Region',
  postalCode: 'Postal Code',
  city: 'City',
  streetAddress: 'Street Address',
  state: 'State/Province',
  jobTitle: 'Job Title',
};

/** Returns the distinct custom attributes of the file's user flows, each with its first label. */
export function customAttributesOf({ userFlows = [] }: TenantFile): { name: string; label: string }[] {
  const custom = userFlows.flatMap(({ attributes = [] }) => attributes.filter(({ name }) => !builtInAttributes[name]));
  return [...new Map(custom.toReversed().map((attribute) => [attribute.name, attribute])).values()].toReversed();
}

/** Returns the name of a custom attribute, whose ID in Graph is `extension_<app id without hyphens>_<name>`. */
export function attributeName({ id }: { id: string }): string {
  return /^extension_[0-9a-f]{32}_(.+)$/i.exec(id)?.[1] ?? id;
}

/** Returns the IDs of the custom attributes by name. */
export async function readCustomAttributes(graph: GraphClient): Promise<Record<string, string>> {
  const all = await graph.list<{ id: string }>('/identity/userFlowAttributes');
  return Object.fromEntries(all.map((attribute) => [attributeName(attribute), attribute.id]));
}
