import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';

/** Attributes that every tenant has, by what the admin center calls them. */
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

/** The custom attributes that the user flows of a file collect, each once, with the label that it has first. */
export function customAttributesOf({ userFlows = [] }: TenantFile): { name: string; label: string }[] {
  const custom = userFlows.flatMap(({ attributes = [] }) => attributes.filter(({ name }) => !builtInAttributes[name]));
  return [...new Map(custom.toReversed().map((attribute) => [attribute.name, attribute])).values()].toReversed();
}

/** A custom attribute is `extension_<app id without hyphens>_<name>` to Graph. */
export function attributeName({ id }: { id: string }): string {
  return /^extension_[0-9a-f]{32}_(.+)$/i.exec(id)?.[1] ?? id;
}

/** IDs by name. */
export async function readCustomAttributes(graph: GraphClient): Promise<Record<string, string>> {
  const all = await graph.list<{ id: string }>('/identity/userFlowAttributes');
  return Object.fromEntries(all.map((attribute) => [attributeName(attribute), attribute.id]));
}
