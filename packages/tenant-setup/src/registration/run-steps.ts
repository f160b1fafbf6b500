import { GraphError } from '../graph/graph-error.ts';
import type { Terminal } from '../terminal.ts';
import { RegistrationError } from './registration-error.ts';
import type { AdministratorRole, Step } from './step.ts';

/**
 * Runs the steps one after another and says each one done.
 *
 * @throws RegistrationError `role_missing` naming the role, or `step_failed`; steps that were done stay done
 */
export async function runSteps<W>(steps: readonly Step<W>[], work: W, terminal: Terminal): Promise<void> {
  for (const [index, step] of steps.entries()) {
    await asReadable(step.text, step.role, () => step.run(work));
    terminal.print(`  ✓ ${index + 1}/${steps.length} ${step.text}`);
  }
}

/** Turns what Graph refuses into what a person can do about it. */
export async function asReadable<T>(
  what: string,
  role: AdministratorRole | undefined,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (error.code === 'graph_forbidden') {
      throw new RegistrationError(
        'role_missing',
        `${what}: not allowed. ${error.message}\n` +
          `The signed-in account needs the role ${role ?? 'Cloud Application Administrator'} or a stronger one ` +
          '(https://entra.microsoft.com: Roles & admins). Have it assigned, then run this again.',
        { cause: error },
      );
    }
    throw new RegistrationError(
      'step_failed',
      `${what}: failed. ${error.message}\nWhat was done before stays; run the same command again to finish.`,
      { cause: error },
    );
  }
}
