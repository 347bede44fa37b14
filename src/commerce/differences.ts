import type { Difference } from '../contract/onboarding';
import { isRecord } from './answer';

/**
 * What Commerce dropped or changed without a word: every value that was sent and is not stored so.
 * `7` equals `"7"`, as Commerce turns scalars into the type it wants; what was not sent is not compared.
 * @param field `created` or `updated`
 */
export function differencesBetween(field: string, sent: unknown, stored: unknown): Difference[] {
  if (Array.isArray(sent)) return listDifferences(field, sent, Array.isArray(stored) ? stored : []);
  if (isRecord(sent)) {
    if (!isRecord(stored))
      return Object.keys(sent).length === 0 ? [] : [{ field, sent, stored: stored ?? null }];
    return Object.entries(sent).flatMap(([name, value]) =>
      differencesBetween(`${field}.${name}`, value, stored[name]),
    );
  }
  return isSameScalar(sent, stored) ? [] : [{ field, sent, stored: stored ?? null }];
}

/** Items that are stored as sent are paired first, so that one that was dropped does not shift the rest. */
function listDifferences(field: string, sent: unknown[], stored: unknown[]): Difference[] {
  if (sent.length === 0 && stored.length > 0) return [{ field, sent, stored }];
  const left = [...stored];
  const take = (item: unknown): boolean => {
    const at = left.findIndex((candidate) => differencesBetween(field, item, candidate).length === 0);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  const unmatched = [...sent.entries()].filter(([, item]) => !take(item));
  return unmatched.flatMap(([index, item]) => {
    const itemField = `${field}.${index}`;
    const at = left.findIndex((candidate) => isSameItem(item, candidate));
    if (at < 0) return [{ field: itemField, sent: item, stored: null }];
    return differencesBetween(itemField, item, left.splice(at, 1)[0]);
  });
}

/** Custom attributes are told apart by their code; other items are paired in their order. */
function isSameItem(item: unknown, candidate: unknown): boolean {
  if (!isRecord(item) || !isRecord(candidate)) return true;
  return item['attribute_code'] === candidate['attribute_code'];
}

/** Commerce stores nothing for null, for an empty value and for false, and turns true into 1. */
function isSameScalar(sent: unknown, stored: unknown): boolean {
  return scalarText(sent) === scalarText(stored) || (sent === false && scalarText(stored) === '0');
}

function scalarText(value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  if (value === true) return '1';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
