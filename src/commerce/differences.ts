import type { Difference } from '../contract/onboarding';
import { isRecord } from '../contract/isRecord';

/**
 * What Commerce dropped or changed silently: every sent value that is not stored as sent.
 * `7` equals `"7"`, because Commerce converts scalars to its own types. A day equals its midnight, because Commerce
 * returns date attributes so. Members that were not sent are not compared.
 * @param field `created` or `updated`
 */
export function differencesBetween(field: string, sent: unknown, stored: unknown): Difference[] {
  return new Comparison().differences(field, sent, stored);
}

/**
 * Enough for lists of some hundred addresses. Each member of one list may be compared with each of the other, and an
 * answer can hold a hundred thousand of them in nested lists.
 */
const MOST_LOOKS = 200_000;

class Comparison {
  private looks = 0;

  differences(field: string, sent: unknown, stored: unknown): Difference[] {
    if (Array.isArray(sent)) return this.listDifferences(field, sent, Array.isArray(stored) ? stored : []);
    if (isRecord(sent)) {
      if (isAttributeList(stored)) return this.differences(field, sent, valuesByCode(stored));
      if (!isRecord(stored)) return isNothing(sent) ? [] : [{ field, sent, stored: stored ?? null }];
      return Object.entries(sent).flatMap(([name, value]) =>
        this.differences(`${field}.${name}`, value, stored[name]),
      );
    }
    return isSameScalar(sent, stored) ? [] : [{ field, sent, stored: stored ?? null }];
  }

  /** Pairs items that are stored as sent first, so that a dropped item does not shift the rest. */
  private listDifferences(field: string, sent: unknown[], stored: unknown[]): Difference[] {
    if (sent.length === 0 && stored.length > 0) return [{ field, sent, stored }];
    const left = new Candidates(stored);
    const unmatched = [...sent.entries()].filter(
      ([, item]) => !this.takeStored(item, left) && !isEmptyAttribute(item, stored),
    );
    return unmatched.flatMap(([index, item]) => {
      const itemField = `${field}.${index}`;
      const same = left.take((candidate) => isSameItem(item, candidate), this.look);
      if (!same) return [{ field: itemField, sent: item, stored: null }];
      return this.differences(itemField, item, same.value);
    });
  }

  private takeStored(item: unknown, left: Candidates): boolean {
    return left.take((candidate) => this.isStored(item, candidate), this.look) !== undefined;
  }

  /** Whether there are no differences. */
  private isStored(sent: unknown, stored: unknown): boolean {
    this.looks += 1;
    if (Array.isArray(sent)) {
      const list: unknown[] = Array.isArray(stored) ? stored : [];
      if (sent.length === 0) return list.length === 0;
      const left = new Candidates(list);
      return sent.every((item) => this.takeStored(item, left) || isEmptyAttribute(item, list));
    }
    if (!isRecord(sent)) return isSameScalar(sent, stored);
    if (isAttributeList(stored)) return this.isStored(sent, valuesByCode(stored));
    if (!isRecord(stored)) return isNothing(sent);
    return Object.entries(sent).every(([name, value]) => this.isStored(value, stored[name]));
  }

  /**
   * Whether one more candidate may be compared. After too many, each item has one candidate: items are paired by
   * position.
   */
  private readonly look = (): boolean => {
    this.looks += 1;
    return this.looks <= MOST_LOOKS;
  };
}

/** The stored items that have no pair yet. */
class Candidates {
  private readonly isTaken = new Set<number>();
  private first = 0;

  constructor(private readonly items: readonly unknown[]) {}

  /**
   * The first candidate that fits. It always tries the first one, and each further one only if `mayLook` allows it.
   */
  take(fits: (candidate: unknown) => boolean, mayLook: () => boolean): { value: unknown } | undefined {
    for (let at = this.first; at < this.items.length; at += 1) {
      if (!this.isTaken.has(at) && fits(this.items[at])) {
        this.isTaken.add(at);
        while (this.isTaken.has(this.first)) this.first += 1;
        return { value: this.items[at] };
      }
      if (!mayLook()) return undefined;
    }
    return undefined;
  }
}

/** Commerce stores nothing for it. */
function isNothing(sent: Record<string, unknown>): boolean {
  return Object.values(sent).every((value) => scalarText(value) === '');
}

interface Attribute {
  readonly attribute_code: string;
  readonly value?: unknown;
}

/** Custom attributes may be sent as an object of codes and values; Commerce returns a list. */
function isAttributeList(value: unknown): value is Attribute[] {
  return Array.isArray(value) && value.length > 0 && value.every(isAttribute);
}

function isAttribute(item: unknown): item is Attribute {
  return isRecord(item) && typeof item['attribute_code'] === 'string';
}

function valuesByCode(list: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ attribute_code, value }) => [attribute_code, value]));
}

/** Commerce does not store an attribute without a value. */
function isEmptyAttribute(item: unknown, stored: readonly unknown[]): boolean {
  if (!isAttribute(item) || scalarText(item.value) !== '') return false;
  return !stored.some((other) => isAttribute(other) && other.attribute_code === item.attribute_code);
}

/** Custom attributes are paired by code, other items by position. */
function isSameItem(item: unknown, candidate: unknown): boolean {
  if (!isRecord(item) || !isRecord(candidate)) return true;
  return item['attribute_code'] === candidate['attribute_code'];
}

/** Commerce stores nothing for null, an empty value and false, and converts true to 1. */
function isSameScalar(sent: unknown, stored: unknown): boolean {
  const [sentText, storedText] = [scalarText(sent), scalarText(stored)];
  if (sentText === storedText || (sent === false && storedText === '0')) return true;
  return DAY.test(sentText) && storedText === `${sentText} 00:00:00`;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

function scalarText(value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  if (value === true) return '1';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
