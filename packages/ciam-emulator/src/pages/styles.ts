import { accentColors } from './colors.ts';

/** Returns the style sheet of every page, with the tenant's accent color. */
export function styleSheet(accent = ''): string {
  const { light, dark } = accentColors(accent);
  return `
:root {
  color-scheme: light dark;
  --accent: light-dark(${light}, ${dark});
  --on-accent: light-dark(#fff, #12151a);
  --text: light-dark(#1a1f27, #e9ecf1);
  --quiet: light-dark(#545d6b, #a9b2c0);
  --card: light-dark(#fff, #1e222a);
  --page: light-dark(#f2f4f8, #12151a);
  --line: light-dark(#d5dae2, #454d5b);
  --edge: light-dark(#7d8796, #7f8a9b);
  --alert: light-dark(#a4202a, #ffa3a3);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100dvh; display: flex; flex-direction: column; color: var(--text);
  background: radial-gradient(70rem 32rem at 50% -8rem, color-mix(in srgb, var(--accent) 16%, var(--page)), var(--page)) no-repeat var(--page);
}
.banner {
  display: flex; flex-wrap: wrap; gap: .125rem 1rem; justify-content: center; margin: 0; padding: .5rem 1rem;
  font-size: .875rem; text-align: center; color: light-dark(#4d3800, #ffe7a8);
  background: light-dark(#fff3cf, #382c0c); border-bottom: 1px solid light-dark(#ecd590, #5a4716);
}
.banner a { color: inherit; font-weight: 600; }
.banner a + a { margin-left: .75rem; }
main { width: min(100% - 2rem, 26rem); margin: 1.5rem auto; padding: 1.75rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem; box-shadow: 0 1px 2px #0000000a, 0 12px 32px #00000014; }
main.wide { width: min(100% - 2rem, 44rem); }
.tenant { display: flex; align-items: center; gap: .625rem; margin: 0 0 1.25rem; font-weight: 600; }
.tenant img { display: block; max-width: 8rem; height: 2rem; }
.monogram { display: grid; place-items: center; width: 2rem; height: 2rem; border-radius: .625rem; background: var(--accent); color: var(--on-accent); }
h1 { margin: 0 0 .375rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.0625rem; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; text-wrap: pretty; }
h1 + p { color: var(--quiet); }
a { color: var(--accent); text-underline-offset: .2em; }
form { margin: 0; }
.field { margin: 1.25rem 0; }
label { display: block; margin-bottom: .375rem; font-weight: 600; }
label small { font-size: inherit; font-weight: 400; color: var(--quiet); }
input, select {
  width: 100%; min-height: 3rem; padding: .625rem .875rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--edge); border-radius: .625rem;
}
input[aria-invalid], select[aria-invalid] { border: 2px solid var(--alert); }
.code { font: 600 1.375rem/1.25 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; letter-spacing: .15em; }
input.code { text-transform: uppercase; }
p.code { padding: .75rem; text-align: center; border: 1px dashed var(--edge); border-radius: .625rem; }
.hint { margin: .375rem 0 0; font-size: .875rem; color: var(--quiet); }
.error { margin: 0 0 .375rem; color: var(--alert); }
.notice { margin: 1rem 0; padding: .75rem 1rem; border-radius: .625rem; border: 1px solid var(--alert);
  background: color-mix(in srgb, var(--alert) 8%, var(--card)); color: var(--alert); }
.identity { display: flex; gap: .75rem; align-items: baseline; justify-content: space-between; margin: .75rem 0 0; padding: .5rem .875rem;
  border-radius: .625rem; background: var(--page); }
.identity span { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.identity a { flex: none; }
.identity + p { margin: .75rem 0 0; color: var(--quiet); }
.alternative { margin: 1.25rem 0 0; }
main > :last-child { margin-bottom: 0; }
.actions { display: flex; flex-direction: column; gap: .625rem; margin-top: 1.5rem; }
button { min-height: 3rem; padding: .625rem 1.25rem; font: inherit; font-weight: 600; color: inherit; cursor: pointer;
  background: transparent; border: 1px solid var(--edge); border-radius: .625rem; }
button:hover { background: var(--page); }
button.primary { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
button.primary:hover { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
.tiles { margin-top: 1.5rem; border: 1px solid var(--edge); border-radius: .625rem; }
.tiles > * + * { border-top: 1px solid var(--line); }
.account { display: flex; flex-direction: column; align-items: flex-start; justify-content: center; width: 100%; min-height: 3.5rem; padding: .625rem 1rem;
  font-weight: 600; line-height: 1.35; text-align: start; text-decoration: none; overflow-wrap: anywhere; }
button.account { border-width: 0; border-radius: 0; }
.account:first-child { border-radius: .5625rem .5625rem 0 0; }
.account:last-child { border-radius: 0 0 .5625rem .5625rem; }
.account:hover { background: var(--page); }
.account small { font-weight: 400; font-size: .875rem; color: var(--quiet); }
button.link:hover { background: transparent; }
button.show { margin-top: .5rem; font-size: .875rem; }
button.link { min-height: 1.5rem; padding: 0; border: 0; border-radius: .25rem; font-weight: 400; color: var(--accent); text-decoration: underline; text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.links { margin: 1.25rem 0 0; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.links p:last-child { margin-bottom: 0; }
.links p { margin: 0 0 .5rem; }
.details { padding: .75rem 1rem; font-size: .875rem; color: var(--quiet); background: var(--page); border-radius: .625rem; }
.list { margin: 0; padding: 0; list-style: none; }
.list li { padding: .75rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.list p { margin: 0; }
.mail, .pair { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; justify-content: space-between; }
.quiet { color: var(--quiet); font-size: .875rem; }
iframe { display: none; }
@media (min-width: 40rem) and (min-height: 40rem) {
  main { margin: 4rem auto; padding: 2.5rem; }
}
`;
}
