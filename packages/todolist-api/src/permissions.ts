/** The scopes that a signed-in user can give an app, with what the consent page calls them. */
export const scopes = {
  'ToDoList.Read': 'Read your to-dos',
  'ToDoList.ReadWrite': 'Read and change your to-dos',
} as const;

/** The app roles that an administrator can give an app. */
export const appRoles = ['ToDoList.Read.All', 'ToDoList.ReadWrite.All'] as const;

export type Action = 'read' | 'write';

interface Permissions {
  user: readonly (keyof typeof scopes)[];
  app: readonly (typeof appRoles)[number][];
}

/** What an action needs: any one of a user's scopes, or of an app's roles. */
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
