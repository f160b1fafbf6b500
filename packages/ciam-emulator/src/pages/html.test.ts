import { expect, test } from 'vitest';
import { html } from './html.ts';

test('escapes values in text and attributes', () => {
  const hostile = `<b a="1" b='2'>&`;
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
    '<p title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;">&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;</p>',
  );
});

test('inserts one or many pieces of HTML unchanged, and nothing for absent values', () => {
  expect(html`${html`<i>${1}</i>`}${[html`<b></b>`, html`<u></u>`]}${false}${undefined}`.text).toBe(
    '<i>1</i><b></b><u></u>',
  );
});
