import { expect, it } from 'vitest';

import { compareDbIds, dbId, readDbId } from './db-id';

it.each([
  ['1', 1],
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', '9007199254740992'],
  ['9223372036854775807', '9223372036854775807'],
])('reads %s from an address', (text, id) => {
  expect(readDbId(text)).toBe(id);
  expect(dbId(BigInt(text))).toBe(id);
});

it.each(['', '0', '-1', '07', '+1', '1.0', '1e3', ' 1', '9223372036854775808', '99999999999999999999', 'x'])(
  'reads no id from "%s"',
  (text) => expect(readDbId(text)).toBeNull(),
);

it('orders ids as the database does, whatever their length', () => {
  const ordered = ['7', '54', '9007199254740992', '9007199254740993', '10000000000000000'].map((text) =>
    dbId(text),
  );
  expect(ordered.toReversed().toSorted(compareDbIds)).toEqual(ordered);
});
