import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { fetchJson, postJson, RequestFailed } from './fetch-json';
import { isWaiting, settleSignIn, guardSignIn } from './session-store';

const fetchMock = vi.fn<typeof fetch>();
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const ended = () => json({ status: 'error', code: 1001, message: '未登录' }, 401);

beforeEach(() => {
  vi.stubGlobal('fetch', fetchMock);
});
afterEach(() => {
  fetchMock.mockReset();
  vi.unstubAllGlobals();
});

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('should have failed'),
    (error: unknown) => error as RequestFailed,
  );

describe('fetchJson', () => {
  it('sends JSON and reads the answer', async () => {
    fetchMock.mockResolvedValueOnce(json({ n: 1 }));
    expect(await postJson('/api/x', { page: 2 })).toEqual({ n: 1 });
    const [path, init] = fetchMock.mock.calls[0] ?? [];
    expect([path, init?.method, init?.body]).toEqual(['/api/x', 'POST', '{"page":2}']);
  });

  it('tells all that a failure told', async () => {
    const body = { status: 'error', code: 5003, message: '失败', request_id: 'R-1', receipt_id: 'C-1' };
    fetchMock.mockResolvedValueOnce(json(body, 502, { 'x-request-id': 'T-1', 'retry-after': '7' }));
    const failure = await failureOf(fetchJson('/api/x'));
    expect(failure).toBeInstanceOf(RequestFailed);
    expect(failure).toMatchObject({
      kind: 'provider_failed',
      status: 502,
      code: 5003,
      message: '失败',
      requestId: 'R-1',
      receiptId: 'C-1',
      traceId: 'T-1',
      retryAfterSeconds: 7,
    });
  });

  it('tells which key was wrong', async () => {
    const body = { status: 'error', code: 4001, message: '已有同名视图' };
    fetchMock.mockResolvedValueOnce(json(body, 400, { 'x-invalid-field': 'name' }));
    expect(await failureOf(fetchJson('/api/x'))).toMatchObject({ kind: 'invalid_input', field: 'name' });
  });

  it('knows no answer, an answer that is no JSON, and one of a proxy before us', async () => {
    fetchMock.mockRejectedValueOnce(new TypeError('fetch failed'));
    expect(await failureOf(fetchJson('/api/x'))).toMatchObject({ kind: 'network', status: 0 });
    fetchMock.mockResolvedValueOnce(new Response('<html>', { status: 200 }));
    expect(await failureOf(fetchJson('/api/x'))).toMatchObject({ kind: 'network', status: 200 });
    fetchMock.mockResolvedValueOnce(new Response('<html>', { status: 503 }));
    expect(await failureOf(fetchJson('/api/x'))).toMatchObject({ kind: 'other', status: 503 });
  });

  it('lets an abort through as it is', async () => {
    const controller = new AbortController();
    controller.abort(new Error('left the page'));
    fetchMock.mockImplementationOnce(() => Promise.reject(controller.signal.reason as Error));
    await expect(fetchJson('/api/x', { signal: controller.signal })).rejects.toThrow('left the page');
  });
});

describe('a session that ended', () => {
  let leave: () => void;
  beforeEach(() => {
    leave = guardSignIn(() => {});
  });
  afterEach(() => leave());

  it('waits for the sign-in once for all, then sends each request again', async () => {
    fetchMock.mockImplementationOnce(() => Promise.resolve(ended()));
    fetchMock.mockImplementationOnce(() => Promise.resolve(ended()));
    fetchMock.mockImplementation((path) => Promise.resolve(json({ path })));
    const both = Promise.all([fetchJson('/api/a'), fetchJson('/api/b')]);
    await expect.poll(isWaiting).toBe(true);
    expect(fetchMock).toHaveBeenCalledTimes(2);
    settleSignIn(true);
    expect(await both).toEqual([{ path: '/api/a' }, { path: '/api/b' }]);
    expect(isWaiting()).toBe(false);
  });

  it('fails as unauthenticated when the person declines', async () => {
    fetchMock.mockImplementation(() => Promise.resolve(ended()));
    const failure = failureOf(fetchJson('/api/a'));
    await expect.poll(isWaiting).toBe(true);
    settleSignIn(false);
    expect(await failure).toMatchObject({ kind: 'unauthenticated', status: 401 });
    expect(fetchMock).toHaveBeenCalledTimes(1);
  });

  it('does not wait on a page that has nobody to ask', async () => {
    leave();
    fetchMock.mockImplementation(() => Promise.resolve(ended()));
    expect(await failureOf(fetchJson('/api/a'))).toMatchObject({ kind: 'unauthenticated' });
    leave = guardSignIn(() => {});
  });
});
