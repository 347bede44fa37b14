import type { FieldType, Shape, Values } from './fields';
import type { Message } from './messages';
import { isNumeric } from './numeric';
import { internalError, refused, refusedInLines } from './refusal';

/** Values in JSON and in queries: Commerce calls both lists and objects an "array". */
type Members = Readonly<Record<string, unknown>>;

/** A value of a wrong type, thrown up through the fields that contain it. */
class TypeMismatch extends Error {
  constructor(readonly refusal: Message) {
    super(refusal.text);
  }
}

/**
 * Converts an object in a request to values of the API's types, as Commerce does: it accepts field names in snake or
 * camel case, converts scalars to the expected type, and refuses an unknown field or a wrong type.
 */
export function objectArgument<S extends Shape>(shape: S, data: unknown): Values<S> {
  return orRefusal(() => convertObject(shape, data));
}

/** The same for a scalar argument beside the object. */
export function stringArgument(data: unknown): string | null {
  return orRefusal(() => convertString(data));
}

export function integerArgument(data: unknown): number {
  return orRefusal(() => convertInteger(data)) ?? 0;
}

/** The members of an object or a list; nothing else has any. */
export function membersOf(data: unknown): Members {
  return isMembers(data) ? data : {};
}

function orRefusal<T>(convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (error instanceof TypeMismatch) throw refusedInLines([error.refusal]);
    throw error;
  }
}

function convertObject<S extends Shape>(shape: S, data: unknown): Values<S> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(membersOf(data))) {
    const field = fieldOf(shape, name);
    const type = field === undefined ? undefined : shape[field];
    if (field === undefined || type === undefined) {
      throw refused({ text: 'notSupported', parameters: { fieldName: upperCamelCase(name) } });
    }
    const converted = naming(name, () => convert(type, value));
    if (converted !== undefined) values[field] = converted;
  }
  // Each member was converted to the type in the shape.
  return values as Values<S>;
}

function naming<T>(name: string, convertField: () => T): T {
  try {
    return convertField();
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    throw new TypeMismatch({
      text: 'whileProcessing',
      parameters: { field_name: name, details: error.refusal },
    });
  }
}

function convert(type: FieldType, value: unknown): unknown {
  if (typeof type === 'object') {
    if ('object' in type) return convertObject(type.object, value);
    return isMembers(value) ? Object.values(value).map((item) => convertObject(type.list, item)) : null;
  }
  switch (type) {
    case 'string':
      return convertString(value);
    case 'int':
      return convertInteger(value);
    case 'bool':
    case 'boolean':
      return convertBoolean(value, type);
    case 'string[]':
      return convertStrings(value);
    case 'customAttributes':
      return convertCustomAttributes(value);
  }
}

function convertString(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (isMembers(value)) throw mismatch('array', 'string');
  return scalarText(value);
}

function convertInteger(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  if (isMembers(value)) throw mismatch('array', 'int');
  if (typeof value === 'number') return Math.trunc(value);
  const text = scalarText(value);
  if (typeof value === 'boolean' || !isNumeric(text)) throw mismatch(text, 'int');
  return Math.trunc(Number(text));
}

function convertBoolean(value: unknown, type: string): boolean | null {
  if (value === null || value === undefined) return null;
  if (isMembers(value)) throw mismatch('array', type);
  return ['1', 'true', 'on', 'yes'].includes(scalarText(value).trim().toLowerCase());
}

function convertStrings(value: unknown): string[] | null {
  if (value === null || value === undefined) return null;
  if (!isMembers(value)) throw mismatch(nameOfType(value), 'string[]');
  return Object.values(value).map((item) => {
    if (isMembers(item)) throw internalError();
    return scalarText(item);
  });
}

/** Accepts a list of codes and values, or an object of values by code. */
function convertCustomAttributes(value: unknown): Record<string, string | null> {
  if (!isMembers(value)) throw internalError();
  const attributes = Object.entries(value).map(([key, item]) => {
    const attribute = isMembers(item) ? item : { attribute_code: key, value: item };
    const code = scalarText(attribute['attribute_code'] ?? attribute['attributeCode'] ?? '');
    const hasValue = attribute['value'] !== undefined && attribute['value'] !== null;
    if (code === '') throw new TypeMismatch({ text: hasValue ? 'attributeWithoutCode' : 'attributeEmpty' });
    if (!('value' in attribute)) {
      throw new TypeMismatch({ text: 'attributeWithoutValue', parameters: { attribute_code: code } });
    }
    return [code, hasValue ? scalarText(attribute['value']) : null] as const;
  });
  return Object.fromEntries(attributes);
}

function mismatch(value: string, type: string): TypeMismatch {
  return new TypeMismatch({ text: 'typeInvalid', parameters: { value, type } });
}

/** A scalar as text: `true` is `1`; `false` and null are empty. */
function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return value === true ? '1' : '';
}

function nameOfType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'double';
  return typeof value;
}

function fieldOf(shape: Shape, name: string): string | undefined {
  if (Object.hasOwn(shape, name)) return name;
  const wanted = upperCamelCase(name);
  return Object.keys(shape).find((field) => upperCamelCase(field) === wanted);
}

function upperCamelCase(name: string): string {
  return name
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
