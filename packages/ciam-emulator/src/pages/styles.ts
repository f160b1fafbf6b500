const hexColour = /^#[0-9a-f]{3,8}$/i;

/** The style sheet of every page; an accent that is no hex colour is passed over. */
export function styles(accent = ''): string {
  const colour = hexColour.test(accent) ? accent : '#1f5fae';
  return `
:root { color-scheme: light dark; --accent: ${colour}; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f3f4f6, #14171c); color: light-dark(#1b1f24, #e8eaed); }
.banner { margin: 0; padding: .4rem 1rem; background: light-dark(#fff4ce, #4a3b05); text-align: center; font-size: .875rem; }
main { box-sizing: border-box; width: min(100%, 26rem); margin: 3rem auto; padding: 2rem; background: light-dark(#fff, #1f242c); border-radius: .5rem; }
.tenant { margin: 0; color: light-dark(#57606a, #a6adb8); }
h1 { margin: .25rem 0 1rem; font-size: 1.4rem; line-height: 1.25; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid light-dark(#6e7781, #8b949e); border-radius: .25rem; background: transparent; color: inherit; }
.actions { display: flex; gap: .75rem; justify-content: flex-end; margin-top: 1.5rem; }
button { padding: .6rem 1.25rem; font: inherit; border: 1px solid light-dark(#6e7781, #8b949e); border-radius: .25rem; background: transparent; color: inherit; cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: #fff; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.error { color: light-dark(#a4262c, #ff9ba0); }
.details { overflow-wrap: anywhere; font-size: .875rem; color: light-dark(#57606a, #a6adb8); }
iframe { display: none; }
@media (max-width: 30rem) { main { margin: 0; border-radius: 0; padding: 1.5rem; } }
`;
}
