import { describe, expect, test } from 'vitest';
import { accentColors, contrast } from './colors.ts';

const white = [255, 255, 255] as const;
const dark = [30, 34, 42] as const;
const rgb = (hex: string): [number, number, number] => [
  Number(`0x${hex.slice(1, 3)}`),
  Number(`0x${hex.slice(3, 5)}`),
  Number(`0x${hex.slice(5, 7)}`),
];

describe('the accent color', () => {
  test.each(['#ffff00', '#000000', '#ffffff', '#777777', '#1f5fae', '#ff00aa', '#00ff7f'])(
    '%s can be read on the cards of both styles',
    (accent) => {
      const colors = accentColors(accent);
      expect(contrast(rgb(colors.light), white)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(rgb(colors.dark), dark)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('stays unchanged if it is readable', () => {
    expect(accentColors('#0b5394').light).toBe('#0b5394');
  });

  test.each(['', 'red', '#12', 'url(https://evil.example)', '#fff; } body { display: none'])(
    '%j is not a color, and becomes our own',
    (accent) => {
      expect(accentColors(accent)).toEqual(accentColors('#1f5fae'));
    },
  );
});
