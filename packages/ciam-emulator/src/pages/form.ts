import { html, type Html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** The reason why the input was not accepted, and its field. Without a field, it is about the whole form. */
export interface Refused {
  message: string;
  field?: string | undefined;
}

export interface Field {
  name: string;
  label: string;
  type?: 'text' | 'email' | 'password';
  value?: string | undefined;
  autocomplete?: string;
  hint?: string;
  required?: boolean;
  /** A one-time code of digits, or a device code. */
  code?: 'digits' | 'characters';
  /** Options instead of free text, by value. */
  options?: ReadonlyMap<string, string>;
}

export interface Form {
  tenant: PageTenant;
  title: string;
  intro?: string;
  /** The account that the form is about, and the link to choose another one. */
  identity?: { email: string; change: string };
  fields: Field[];
  /** Hidden fields by name. */
  hidden?: Record<string, string>;
  submit: { label: string; action: string };
  /** Whether to offer a return to the app without signing in. Default: true. */
  cancel?: boolean;
  /** Another action of the form that ignores the input. */
  alternative?: { label: string; action: string };
  links?: Html[];
  refused?: Refused | undefined;
}

/** A page with a form, for every step of a sign-in. */
export function formPage(form: Form): string {
  const { tenant, title, intro, identity, fields, submit, alternative, cancel = true, links = [], refused } = form;
  const focused = fields.find(({ name }) => name === refused?.field) ?? fields[0];
  const ofField = fields.some(({ name }) => name === refused?.field);
  const content = html`${
      identity &&
      html`<p class="identity">
        <span title="${identity.email}">${identity.email}</span> <a href="${identity.change}">${texts.change}</a>
      </p>`
    }
    ${intro !== undefined && html`<p>${intro}</p>`}
    ${refused && !ofField && html`<p class="notice" role="alert">${refused.message}</p>`}
    <form method="post">
      ${Object.entries(form.hidden ?? {}).map(
        ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
      )}
      ${fields.map((field) => fieldOf(field, field === focused, refused))}
      <div class="actions">
        <button class="primary" name="action" value="${submit.action}">${submit.label}</button>
        ${cancel && html`<button name="action" value="cancel" formnovalidate>${texts.cancel}</button>`}
      </div>
      ${
        alternative &&
        html`<p class="alternative">
          <button class="link" name="action" value="${alternative.action}" formnovalidate>${alternative.label}</button>
        </p>`
      }
    </form>
    ${links.length > 0 && html`<div class="links">${links}</div>`}`;
  const hasPassword = fields.some(({ type }) => type === 'password');
  return page(tenant, {
    title,
    content,
    head: hasPassword ? html`<script src="/${tenant.tenantId}/pages.js" defer></script>` : undefined,
    refused: refused !== undefined,
  });
}

function fieldOf(field: Field, focused: boolean, refused: Refused | undefined): Html {
  const { name, label, hint, required = true } = field;
  const message = refused?.field === name ? refused.message : undefined;
  const described = [message !== undefined && `${name}-error`, hint !== undefined && `${name}-hint`].filter(Boolean);
  const shared = html`id="${name}" name="${name}" ${required && html`required`} ${focused && html`autofocus`}
  ${message !== undefined && html`aria-invalid="true"`}
  ${described.length > 0 && html`aria-describedby="${described.join(' ')}"`}
  ${field.autocomplete !== undefined && html`autocomplete="${field.autocomplete}"`}`;
  return html`<div class="field">
    <label for="${name}">${label} ${!required && html`<small>${texts.optional}</small>`}</label>
    ${message !== undefined && html`<p class="error" id="${name}-error" role="alert">${message}</p>`}
    ${field.options ? selectOf(field.options, field.value, shared) : inputOf(field, shared)}
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
  </div>`;
}

function inputOf({ type = 'text', value = '', code }: Field, shared: Html): Html {
  const ofCode = html`class="code" spellcheck="false"
  ${code === 'digits' ? html`inputmode="numeric"` : html`autocapitalize="characters"`}`;
  return html`<input type="${type}" value="${value}" maxlength="256" ${shared} ${code && ofCode} />`;
}

function selectOf(options: ReadonlyMap<string, string>, value: string | undefined, shared: Html): Html {
  return html`<select ${shared}>
    <option value="">${texts.chooseCountry}</option>
    ${[...options].map(
      ([code, name]) => html`<option value="${code}" ${code === value && html`selected`}>${name}</option>`,
    )}
  </select>`;
}
