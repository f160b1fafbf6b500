import { isGuid } from 'ciam-config';
import { Problem, type FieldError } from './problem.ts';

export interface ToDo {
  /** From 1 to 2,147,483,647. Never reused. */
  id: number;
  /** The object ID (`oid`) of the user whose to-do it is. */
  owner: string;
  description: string;
}

export const maxId = 2_147_483_647;
export const maxDescription = 500;
/** Limits what one user can make this API store, and load again with each request. */
export const maxToDosPerOwner = 500;
/**
 * Maximum number of to-dos in one response. At least `maxToDosPerOwner`, so that a user's own list is always complete.
 * At most one megabyte of UTF-8.
 */
export const pageSize = 500;
/** At least one visible character, and no control characters or lone surrogates, which a store may not keep. */
export const descriptionPattern: RegExp = /^(?=.*\S)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;

/**
 * Reads the ID in a path.
 *
 * @throws {Problem} 400 when it is not a whole number in the range
 */
export function parseId(text: string): number {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : NaN;
  if (id <= maxId) return id;
  throw new Problem(400, 'invalid_id', `The ID is not a whole number from 1 to ${maxId}.`);
}

/**
 * Reads the ID that a list begins after from the query of a URL. Returns 0 if there is none.
 *
 * @throws {Problem} 400 when it is malformed
 */
export function parseAfter(url: string): number {
  const after = new URLSearchParams(url.split('?', 2)[1]).get('after');
  return after === null ? 0 : parseId(after);
}

/**
 * Reads `{ description, owner? }`.
 *
 * @throws {Problem} 400 naming each wrong field
 */
export function parseNewToDo(body: unknown): { description: string; owner: string | undefined } {
  const fields = readFields(body, ['description', 'owner']);
  const errors = [...descriptionErrors(fields), ...ownerErrors(fields)];
  if (errors.length > 0) throw invalidBody(errors);
  const { owner } = fields;
  return {
    description: String(fields['description']),
    owner: typeof owner === 'string' ? owner.toLowerCase() : undefined,
  };
}

/**
 * Reads `{ description }`.
 *
 * @throws {Problem} 400 naming each wrong field
 */
export function parseToDoChange(body: unknown): { description: string } {
  const fields = readFields(body, ['description']);
  const errors = descriptionErrors(fields);
  if (errors.length > 0) throw invalidBody(errors);
  return { description: String(fields['description']) };
}

export function missingOwner(): Problem {
  return invalidBody([{ pointer: '#/owner', detail: 'An app must name the owner: the object ID (GUID) of a user.' }]);
}

export function tooMany(): Problem {
  const most = `${maxToDosPerOwner} to-dos, the maximum for one owner`;
  return new Problem(409, 'too_many', `The owner has ${most}. Delete one first.`);
}

function readFields(body: unknown, known: readonly string[]): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidBody([{ pointer: '#', detail: 'The body is not a JSON object.' }]);
  }
  const unknownFields = Object.keys(body).filter((name) => !known.includes(name));
  if (unknownFields.length > 0) {
    throw invalidBody([{ pointer: '#', detail: `The only fields are: ${known.join(', ')}.` }]);
  }
  return { ...body };
}

function descriptionErrors(fields: Record<string, unknown>): FieldError[] {
  const value = fields['description'];
  if (typeof value === 'string' && descriptionPattern.test(value) && Array.from(value).length <= maxDescription)
    return [];
  const detail = `The description must be 1 to ${maxDescription} characters of text, without line breaks and other control characters.`;
  return [{ pointer: '#/description', detail }];
}

function ownerErrors(fields: Record<string, unknown>): FieldError[] {
  const { owner } = fields;
  if (owner === undefined || (typeof owner === 'string' && isGuid(owner))) return [];
  return [{ pointer: '#/owner', detail: 'The owner is not the object ID (GUID) of a user.' }];
}

function invalidBody(errors: FieldError[]): Problem {
  return new Problem(400, 'invalid_body', errors.map(({ detail }) => detail).join(' '), { errors });
}
