/** App roles of the ToDoList API that the daemon needs, as `tenant.json` has them; a test compares. */
export const roleValues: readonly string[] = ['ToDoList.Read.All', 'ToDoList.ReadWrite.All'];
