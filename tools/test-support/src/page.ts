/** A form of a page. */
export interface Form {
  /** The absolute URL of its target. */
  action: string;
  method: string;
  inputs: { name: string; type: string; value: string }[];
  buttons: { name: string; value: string; text: string }[];
  /** The values of its inputs by name. */
  fields: Record<string, string>;
}

interface Received {
  url: string;
  status: number;
  headers: Headers;
  html: string;
  location?: string | undefined;
}

/** A page as received by a browser without scripts. */
export class Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** The redirect that a browser that stays on one host did not follow. */
  readonly location: string | undefined;

  constructor({ url, status, headers, html, location }: Received) {
    this.url = url;
    this.status = status;
    this.headers = headers;
    this.html = html;
    this.location = location;
  }

  /** The text of the first heading. */
  get heading(): string {
    return textOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(this.html)?.[1] ?? '');
  }

  /**
   * Returns the address of the link with this text.
   *
   * @throws {Error} when there is none
   */
  link(text: string): string {
    const links = [...this.html.matchAll(/<a\s[^>]*?href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)];
    const link = links.find(([, , content = '']) => textOf(content) === text);
    if (!link) throw new Error(`No link "${text}" at ${this.url}`);
    return new URL(decode(link[1] ?? ''), this.url).href;
  }

  /**
   * Returns the first form.
   *
   * @throws {Error} when there is none
   */
  form(): Form {
    const [, attributes = '', content = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(this.html) ?? [];
    if (content === '') throw new Error(`No form at ${this.url}: ${this.status} ${this.heading}`);
    const inputs = [...content.matchAll(/<input([^>]*)>/g)].map(([, text = '']) => ({
      name: attribute(text, 'name'),
      type: attribute(text, 'type'),
      value: attribute(text, 'value'),
    }));
    return {
      action: new URL(attribute(attributes, 'action') || this.url, this.url).href,
      method: attribute(attributes, 'method'),
      inputs,
      buttons: [...content.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)].map(([, text = '', label = '']) => ({
        name: attribute(text, 'name'),
        value: attribute(text, 'value'),
        text: textOf(label),
      })),
      fields: Object.fromEntries(inputs.map(({ name, value }) => [name, value])),
    };
  }
}

function attribute(text: string, name: string): string {
  return decode(new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1] ?? '');
}

function textOf(html: string): string {
  return decode(html.replaceAll(/<[^>]*>/g, '')).trim();
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal) return String.fromCodePoint(Number(decimal));
      return entities[name ?? ''] ?? whole;
    },
  );
}
