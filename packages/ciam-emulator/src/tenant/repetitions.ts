import type { Application, UserFlow } from './model.ts';

interface Described {
  applications: readonly Pick<Application, 'api' | 'appRoles' | 'federatedIdentityCredentials'>[];
  userFlows?: readonly Pick<UserFlow, 'displayName' | 'applications' | 'attributes'>[] | undefined;
}

/** Returns what a tenant contains twice but a real one cannot, in a configuration or a file. One sentence each. */
export function repetitions({ applications, userFlows = [] }: Described): string[] {
  return [
    ...repeated(
      'userFlows',
      'displayName',
      userFlows.map(({ displayName }) => displayName),
    ),
    ...applications.flatMap(({ api, appRoles, federatedIdentityCredentials }, index) => {
      const path = `applications[${index}]`;
      return [
        ...repeated(`${path}.api.oauth2PermissionScopes`, 'value', valuesOf(api?.oauth2PermissionScopes)),
        ...repeated(`${path}.appRoles`, 'value', valuesOf(appRoles)),
        ...repeated(`${path}.federatedIdentityCredentials`, 'name', namesOf(federatedIdentityCredentials)),
      ];
    }),
    ...userFlows.flatMap(({ attributes }, index) =>
      repeated(`userFlows[${index}].attributes`, 'name', namesOf(attributes)),
    ),
    ...attachedTwice(userFlows),
  ];
}

/**
 * Returns a sentence for each value that occurs again.
 *
 * @param property the property of the list's items that the values come from
 */
export function repeated(list: string, property: string, values: string[]): string[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index
      ? [`${list}[${index}].${property}: expected a value of its own, "${value}" is taken`]
      : [],
  );
}

/** An application must not have more than one user flow. */
function attachedTwice(userFlows: readonly Pick<UserFlow, 'applications'>[]): string[] {
  return userFlows.flatMap((flow, index) =>
    flow.applications.flatMap((name, place) => {
      const all = userFlows.flatMap(({ applications }, at) => (at <= index ? applications : []));
      const first = all.indexOf(name);
      const here = all.length - flow.applications.length + place;
      return first < here
        ? [
            `userFlows[${index}].applications[${place}]: expected an application without another user flow, found "${name}"`,
          ]
        : [];
    }),
  );
}

function valuesOf(entries: readonly { value: string }[] = []): string[] {
  return entries.map(({ value }) => value);
}

function namesOf(entries: readonly { name: string }[] = []): string[] {
  return entries.map(({ name }) => name);
}
