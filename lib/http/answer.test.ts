import postgres from 'postgres';
import { expect, it } from 'vitest';

import { DatabaseBusyError, OutcomeUnknownError } from '@/lib/db/errors';
import { AppError, ERROR_CODES, type ErrorKind } from '@/lib/errors';
import { CallerGoneError, NoTurnError, ProviderError } from '@/lib/outboundbot/types';

import { toAnswer, toAppError } from './answer';

it.each([
  ['unauthenticated', 401, 1001],
  ['no_organization', 403, 1003],
  ['foreign_origin', 403, 1005],
  ['invalid_input', 400, 4001],
  ['not_found', 404, 4004],
  ['method_not_allowed', 405, 4005],
  ['no_jobs', 400, 4009],
  ['rate_limited', 429, 4029],
  ['not_answered', 404, 4041],
  ['recording_not_ready', 409, 4091],
  ['recording_gone', 410, 4101],
  ['not_convertible', 415, 4151],
  ['caller_gone', 499, 4990],
  ['internal', 500, 5000],
  ['database_unavailable', 503, 5001],
  ['provider_failed', 502, 5003],
  ['unfit_table', 501, 5004],
  ['converter_busy', 503, 5031],
  ['busy', 503, 5032],
  ['rows_locked', 503, 5033],
] satisfies [ErrorKind, number, number][])('%s is %i with code %i, in Chinese', (kind, status, code) => {
  const answer = toAnswer(new AppError(kind));
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ status: 'error', code });
  expect(answer.body.message).toMatch(/\p{Script=Han}/u);
  expect(ERROR_CODES[kind]).toBe(code);
});

it('carries the provider’s RequestId, the receipt and the wait', () => {
  const { body, headers } = toAnswer(
    new AppError('provider_failed', { message: 'm', requestId: 'R', receiptId: 'P', retryAfterSeconds: 1.2 }),
  );
  expect(body).toEqual({ status: 'error', code: 5003, message: 'm', request_id: 'R', receipt_id: 'P' });
  expect(headers['retry-after']).toBe('2');
});

it('names the wrong key beside the body, and nothing that somebody typed', () => {
  const { body, headers } = toAnswer(new AppError('invalid_input', { field: 'name', message: 'm' }));
  expect(headers).toEqual({ 'x-invalid-field': 'name' });
  expect(body).toEqual({ status: 'error', code: 4001, message: 'm' });
  for (const field of ['13912348001', '名', 'a\nb', '']) {
    expect(toAnswer(new AppError('invalid_input', { field })).headers).toEqual({});
  }
});

it('never tells what nobody expected', () => {
  const answer = toAnswer(toAppError(new Error('password of the database: x')));
  expect(answer.status).toBe(500);
  expect(JSON.stringify(answer.body)).not.toContain('password');
  expect(toAnswer(new AppError('internal', { message: 'secret' })).body.message).not.toContain('secret');
});

it.each([
  'ECONNREFUSED',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  '57P01',
  '57P03',
  '53300',
  '08006',
  '25006',
])('a database out of reach is 5001: %s', (code) => {
  const cause = Object.assign(new Error('x'), { code });
  expect(toAppError(new Error('Failed query', { cause })).kind).toBe('database_unavailable');
});

it('rows that another program has locked, and a pool without a free connection, are told as that', () => {
  const refusal = (code: string) =>
    Object.assign(Object.create(postgres.PostgresError.prototype) as Error, { code });
  const failures: [ErrorKind, Error][] = [
    ['rows_locked', refusal('55P03')],
    ['rows_locked', refusal('40P01')],
    ['busy', new DatabaseBusyError('no connection')],
  ];
  for (const [kind, cause] of failures) {
    const answer = toAnswer(toAppError(new Error('Failed query', { cause })));
    expect(answer).toMatchObject({ status: 503, body: { code: ERROR_CODES[kind] } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
});

it('says when nobody knows whether something was written', () => {
  const answer = toAnswer(toAppError(new OutcomeUnknownError('no answer')));
  expect(answer).toMatchObject({ status: 503, body: { code: 5001 } });
  expect(answer.body.message).toContain('无法确定是否已写入');
  expect(answer.body.message).not.toBe(toAnswer(new AppError('database_unavailable')).body.message);
});

it('a provider’s failure is 5003', () => {
  const thrown = new ProviderError({
    kind: 'throttled',
    code: 'Throttling.User',
    message: '流控',
    requestId: 'R',
    retryable: true,
  });
  expect(toAnswer(toAppError(thrown)).body).toMatchObject({ code: 5003, request_id: 'R' });
});

it('a call that never had its turn is told as busy, with the seconds to wait, and as nobody’s outage', () => {
  const answer = toAnswer(toAppError(new NoTurnError(2300)));
  expect(answer).toMatchObject({
    status: 503,
    headers: { 'retry-after': '3' },
    body: { code: 5032, message: '系统繁忙，请 3 秒后再试' },
  });
  expect(toAnswer(toAppError(new CallerGoneError()))).toMatchObject({ status: 499, body: { code: 4990 } });
});
