/** A color as red, green and blue, 0 to 255 each. */
type Rgb = readonly [number, number, number];

const white: Rgb = [255, 255, 255];
/** The background of cards in dark mode. */
const darkSurface: Rgb = [30, 34, 42];
/** The minimum contrast of body text. @see https://www.w3.org/TR/WCAG22/#contrast-minimum */
const readable = 4.5;

/**
 * Adapts a tenant's accent color until text in it is readable: on white in light mode, and on the dark card in dark
 * mode.
 */
export function accentColors(accent: string): { light: string; dark: string } {
  const color = parse(accent);
  return { light: hex(until(color, [0, 0, 0], white)), dark: hex(until(color, white, darkSurface)) };
}

function until(color: Rgb, towards: Rgb, background: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, towards, share);
    // Slightly more than required, because cards and pages differ in shade.
    if (contrast(mixed, background) >= readable + 0.4) return mixed;
  }
  return towards;
}

/** `#rrggbb`; anything else is a calm blue. */
function parse(text: string): Rgb {
  const [, red, green, blue] = /^#(..)(..)(..)$/.exec(/^#[0-9a-f]{6}$/i.test(text) ? text : '#1f5fae') ?? [];
  return [Number(`0x${red ?? '0'}`), Number(`0x${green ?? '0'}`), Number(`0x${blue ?? '0'}`)];
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [at(0), at(1), at(2)];
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: Rgb, other: Rgb): number {
  const [brighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (brighter + 0.05) / (darker + 0.05);
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function hex(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
