/** The scopes that a user can grant to an app, with their names on the consent page. */
export const scopes = {
  'ToDoList.Read': 'Read your to-dos',
  'ToDoList.ReadWrite': 'Read and change your to-dos',
} as const;

/** The app roles that an administrator can grant to an app. */
export const appRoles = ['ToDoList.Read.All', 'ToDoList.ReadWrite.All'] as const;

export type Action = 'read' | 'write';

interface Permissions {
  user: readonly (keyof typeof scopes)[];
  app: readonly (typeof appRoles)[number][];
}

/** The permissions for each action. Any one of a user's scopes, or of an app's roles, is sufficient. */
export const permissions: Record<Action, Permissions> = {
  read: {
    user: ['ToDoList.Read', 'ToDoList.ReadWrite'],
    app: ['ToDoList.Read.All', 'ToDoList.ReadWrite.All'],
  },
  write: {
    user: ['ToDoList.ReadWrite'],
    app: ['ToDoList.ReadWrite.All'],
  },
};
