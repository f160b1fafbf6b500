import { GraphError } from '../graph/graph-error.ts';
import type { Terminal } from '../terminal.ts';
import { RegistrationError } from './registration-error.ts';
import type { AdministratorRole, Step } from './step.ts';

/**
 * Runs the steps in order and reports the progress. Only the final read shows whether everything exists.
 *
 * @throws {RegistrationError} `role_missing` naming the role, or `step_failed`. Completed steps stay.
 */
export async function runSteps<W>(steps: readonly Step<W>[], work: W, terminal: Terminal): Promise<void> {
  for (const [index, step] of steps.entries()) {
    await asReadable(step.text, step.role, () => step.run(work));
    terminal.print(`  ${index + 1}/${steps.length} ${step.text}`);
  }
}

const bothRoles = 'Cloud Application Administrator and External ID User Flow Administrator';

/**
 * Turns a refusal of Graph into an error that says what to do.
 *
 * @throws {RegistrationError} with a fix, instead of a GraphError
 */
export async function asReadable<T>(
  what: string,
  role: AdministratorRole | undefined,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (error.code === 'graph_interrupted') {
      const text = 'Stopped. The finished steps stay done. Run the same command again to complete the rest.';
      throw new RegistrationError('interrupted', text, { cause: error });
    }
    if (error.code === 'graph_forbidden') {
      throw new RegistrationError(
        'role_missing',
        `${what}: not allowed. ${error.message}\n` +
          `The signed-in account needs ${role ? `the role ${role}` : `the roles ${bothRoles}`}, or a stronger one ` +
          '(https://entra.microsoft.com: Entra ID > Roles & admins). Ask for this role, then run the same command again.',
        { cause: error },
      );
    }
    const first = fixOf(error);
    throw new RegistrationError(
      'step_failed',
      `${what}: failed. ${error.message}\n${first}The finished steps stay done. Run the same command again to complete the rest.`,
      { cause: error },
    );
  }
}

/** Returns what to do before the same command can succeed. */
function fixOf({ code }: GraphError): string {
  switch (code) {
    case 'graph_full':
      return (
        'The tenant or the account has reached its limit of objects. Delete what is not needed. Deleted app registrations ' +
        'count for another 30 days, unless you delete them permanently.\n'
      );
    case 'graph_unauthorized':
      return 'The access token has expired, or is not for Microsoft Graph. Set GRAPH_ACCESS_TOKEN to a new one, or remove it.\n';
    default:
      return '';
  }
}
