import type { DirectoryUser } from '../tenant/directory.ts';
import { html, type Html } from './html.ts';

/** A button for an account that is signed in. */
export function accountButton(
  { displayName, mail }: DirectoryUser,
  { name, value }: { name: string; value: string },
  focused: boolean,
): Html {
  return html`<button class="account" name="${name}" value="${value}" ${focused && html`autofocus`}>
    ${displayName} <small>${mail}</small>
  </button>`;
}
