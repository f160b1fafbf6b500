import { describe, expect, test } from 'vitest';
import { readAttributes } from './attributes.ts';
import { readEmail } from './email-address.ts';
import { EntryRefusedError } from './entry-refused-error.ts';
import { readNewPassword } from './password-rule.ts';

const form = (fields: Record<string, string>): URLSearchParams => new URLSearchParams(fields);

describe('an email address', () => {
  test.each([
    ['  Ada@Contoso.COM ', 'ada@contoso.com'],
    ['a.b+c@sub.example.org', 'a.b+c@sub.example.org'],
    ['grüße@exämple.de', 'grüße@exämple.de'],
  ])('%j is %j', (entered, email) => {
    expect(readEmail(form({ email: entered }))).toBe(email);
  });

  test.each(['', 'ada', 'ada@contoso', '@contoso.com', 'a b@contoso.com', 'a@b@c.com', 'a@b.c\r\nBcc: x', '<a@b.co>'])(
    '%j is none',
    (email) => {
      expect(() => readEmail(form({ email }))).toThrow(EntryRefusedError);
    },
  );

  test('has at most 254 characters', () => {
    expect(() => readEmail(form({ email: `${'a'.repeat(250)}@b.co` }))).toThrow(EntryRefusedError);
  });
});

describe('a new password', () => {
  const twice = (password: string) => form({ newPassword: password, confirmPassword: password });

  test.each(['Abcdefg1', 'abcdefg1!', 'ABCDEFG1!', 'пароль-Дом1', `Aa1${'x'.repeat(253)}`])(
    '%j will do',
    (password) => {
      expect(readNewPassword(twice(password))).toBe(password);
    },
  );

  test.each(['', 'Abcdef1', 'abcdefgh', 'abcdefgh1', 'ABCDEFGH!', `Aa1${'x'.repeat(254)}`])(
    '%j will not',
    (password) => {
      expect(() => readNewPassword(twice(password))).toThrow('more varied');
    },
  );

  test('has to be entered twice', () => {
    expect(() => readNewPassword(form({ newPassword: 'Abcdefg1', confirmPassword: 'Abcdefg2' }))).toThrow(
      'not the same',
    );
  });
});

describe('what a user flow asks for', () => {
  const attributes = [
    { name: 'displayName', label: 'Display name', required: true },
    { name: 'country', label: 'Country/Region' },
    { name: 'loyaltyNumber', label: 'Loyalty number' },
  ];

  test('sets properties of the user, and custom attributes', () => {
    const entered = form({ displayName: ' Kate ', country: 'NZ', loyaltyNumber: '7', jobTitle: 'not asked for' });
    expect(readAttributes(attributes, entered)).toEqual({
      displayName: 'Kate',
      country: 'NZ',
      attributes: { loyaltyNumber: '7' },
    });
  });

  test('is optional unless it is required', () => {
    expect(readAttributes(attributes, form({ displayName: 'Kate' }))).toEqual({ displayName: 'Kate' });
    expect(() => readAttributes(attributes, form({ displayName: ' ' }))).toThrow('Display name is required');
  });

  test.each([
    { displayName: 'x'.repeat(257) },
    { displayName: 'a\u0000b' },
    { displayName: 'Kate', country: 'Atlantis' },
    { displayName: 'Kate', loyaltyNumber: 'a\nb' },
  ])('is refused when it cannot be kept: %j', (fields) => {
    expect(() => readAttributes(attributes, form(fields as Record<string, string>))).toThrow('is not valid');
  });
});
