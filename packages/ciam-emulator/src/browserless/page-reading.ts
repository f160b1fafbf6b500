/** The parts of a page that a program needs. */
export interface ReadPage {
  title: string;
  /** The error message, if there is one. */
  message: string | undefined;
  /** The target and hidden fields of the first form. */
  form: { action: string; fields: Record<string, string> } | undefined;
}

/** Parses one of the tenant's own pages. It does not understand other HTML. */
export function readPage(html: string, url: string): ReadPage {
  const [, formTag, formContent = ''] = /<form([^>]*)>([^]*?)<\/form>/.exec(html) ?? [];
  const inputs = [...formContent.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]): [string, string] => [
    attribute(tag, 'name') ?? '',
    attribute(tag, 'value') ?? '',
  ]);
  return {
    title: contentOf(/<h1>([^]*?)<\/h1>/.exec(html)) ?? '',
    message: contentOf(/<p[^>]*(?:role="alert"|class="details")[^>]*>([^]*?)<\/p>/.exec(html)),
    form:
      formTag === undefined
        ? undefined
        : { action: attribute(formTag, 'action') ?? url, fields: Object.fromEntries(inputs) },
  };
}

function contentOf(match: RegExpExecArray | null): string | undefined {
  return match?.[1] === undefined ? undefined : unescapeHtml(match[1].replaceAll(/<[^>]*>/g, '')).trim();
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescapeHtml(value);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescapeHtml(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_entity, name: string) => entities[name] ?? '');
}
