import { describe, expect, it } from 'vitest';

import { endReason, hangUpSide } from './call-end';

describe('hangUpSide', () => {
  it.each([
    ['client', 'customer'],
    ['Callee', 'customer'],
    ['robot', 'robot'],
    ['Caller', 'robot'],
    ['agent', 'agent'],
    ['gateway', null],
    ['constructor', null],
  ])('%s is %s', (direction, side) => expect(hangUpSide(direction)).toBe(side));
});

describe('endReason', () => {
  it.each([
    ['FINISHED', 'FINISHED'],
    ['client_hangup', 'CLIENT_HANGUP'],
    ['5', 'CLIENT_HANGUP'],
    ['11', 'SPECIAL_INTERCEPT_EXTENSION_NUMBER_TRANSFER'],
    ['0', null],
    ['12', null],
    ['SOMETHING_NEW', null],
  ])('%s is %s', (told, reason) => expect(endReason(told)).toBe(reason));
});
