import { texts } from './texts.ts';

/** The script of pages with a password. It adds the button itself, so without scripts there is no dead button. */
export const pageScript: string = `
const fields = [...document.querySelectorAll('input[type=password]')];
const button = document.createElement('button');
button.type = 'button';
button.className = 'link show';
const show = (shown) => {
  button.textContent = shown ? ${JSON.stringify(texts.hidePassword)} : ${JSON.stringify(texts.showPassword)};
  for (const field of fields) field.type = shown ? 'text' : 'password';
};
show(false);
button.addEventListener('click', () => show(fields[0].type === 'password'));
fields.at(-1).after(button);
// Restore the type before submitting, so that browsers do not remember the password as other text.
fields[0].form.addEventListener('submit', () => show(false));
`;
