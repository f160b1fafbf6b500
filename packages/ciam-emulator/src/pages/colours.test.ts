import { describe, expect, test } from 'vitest';
import { accentColours, contrast } from './colours.ts';

const white = [255, 255, 255] as const;
const dark = [30, 34, 42] as const;
const rgb = (hex: string): [number, number, number] => [
  Number(`0x${hex.slice(1, 3)}`),
  Number(`0x${hex.slice(3, 5)}`),
  Number(`0x${hex.slice(5, 7)}`),
];

describe('the accent colour', () => {
  test.each(['#ffff00', '#000000', '#ffffff', '#777777', '#1f5fae', '#ff00aa', '#00ff7f'])(
    '%s can be read on the cards of both styles',
    (accent) => {
      const colours = accentColours(accent);
      expect(contrast(rgb(colours.light), white)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(rgb(colours.dark), dark)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('stays unchanged if it is readable', () => {
    expect(accentColours('#0b5394').light).toBe('#0b5394');
  });

  test.each(['', 'red', '#12', 'url(https://evil.example)', '#fff; } body { display: none'])(
    '%j is not a colour, and becomes our own',
    (accent) => {
      expect(accentColours(accent)).toEqual(accentColours('#1f5fae'));
    },
  );
});
