import { describe, expect, it } from 'vitest';

import { pathOfTarget, refusalOf } from './front-checks';

const ACTION = '7f20be37c667982f6e7b546ee6152d12b93e6290c5';
const HOST = 'board.example:3000';
const state = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const ask = (method: string, url: string, headers: Record<string, string | undefined> = {}) =>
  refusalOf({ method, url, headers: { host: HOST, ...headers }, version: '1.1' });

describe('goes on to the pages and routes', () => {
  it.each([
    ['GET', '/'],
    ['HEAD', '/tasks?q=%'],
    ['GET', '/tasks/%E4%BB%BB%E5%8A%A1'],
    ['PUT', '/api/health'],
    ['OPTIONS', '/query-task-execution'],
    ['GET', '/_next/static/chunks/a.js'],
  ])('%s %s', (method, url) => {
    expect(ask(method, url)).toBeNull();
  });

  it.each([
    { 'next-action': ACTION },
    { 'next-action': ACTION, origin: `http://${HOST}` },
    { 'next-action': ACTION, origin: 'https://board.example', 'x-forwarded-host': 'board.example' },
    { 'next-action': ACTION, 'next-router-state-tree': state(['', { children: ['__PAGE__', {}] }]) },
  ])('an action with %j', (headers) => {
    expect(ask('POST', '/tasks', headers)).toBeNull();
  });

  it.each(['127.0.0.1', '[::1]:3000', 'a_b.example', 'localhost:65535'])('host %s', (host) => {
    expect(ask('GET', '/', { host })).toBeNull();
  });

  it('HTTP 1.0 without a host', () => {
    expect(refusalOf({ method: 'GET', url: '/', headers: {}, version: '1.0' })).toBeNull();
  });
});

describe('is refused', () => {
  it.each([
    ['TRACE', '/tasks', 'GET, HEAD'],
    ['TRACE', '/query-task-execution', 'POST'],
    ['TRACE', '/api/query-task-execution', 'POST'],
    ['PROPFIND', '/api/jobs/1', 'GET, HEAD, POST'],
    ['PUT', '/tasks', 'GET, HEAD'],
    ['POST', '/sign-in', 'GET, HEAD'],
    ['OPTIONS', '/follow-ups', 'GET, HEAD'],
  ])('%s %s, with the methods that are allowed', (method, url, allow) => {
    expect(ask(method, url)).toEqual({ kind: 'method_not_allowed', allow });
  });

  it.each(['/%', '/tasks/%ff', '/api/jobs/%E0%A4%A', '/a%00b', '/\\evil', '*', 'tasks'])(
    'address %s',
    (url) => {
      expect(ask('GET', url)?.kind).toBe('invalid_input');
    },
  );

  it.each([undefined, '', 'a b', 'a[', 'a/b', 'a:99999', 'user@a', 'a:'])('host %j', (host) => {
    expect(ask('GET', '/', { host })?.kind).toBe('invalid_input');
  });

  it.each([
    'zzz',
    '%',
    state('a'),
    state({}),
    state([1]),
    state([null]),
    state(['', {}, null, 'zzz']),
    'a'.repeat(50_000),
  ])('router state %.40s', (header) => {
    expect(ask('GET', '/tasks', { 'next-router-state-tree': header })?.kind).toBe('invalid_input');
  });

  it.each(['', 'x', ACTION.slice(4), `${ACTION}000000`, ACTION.replace('f', '/')])('action id %j', (id) => {
    expect(ask('POST', '/tasks', { 'next-action': id })?.kind).toBe('not_found');
  });

  it.each(['null', 'zzz', 'http://evil.example', `http://${HOST}1`])('action from %s', (origin) => {
    expect(ask('POST', '/tasks', { 'next-action': ACTION, origin })?.kind).toBe('foreign_origin');
  });

  it('the image service, that nobody uses', () => {
    expect(ask('GET', '/_next/image?url=%2Ficon.svg&w=64&q=75')?.kind).toBe('not_found');
  });
});

it.each([
  ['/tasks?a=http://b', '/tasks?a=http://b'],
  ['http://board.example/tasks?a', '/tasks?a'],
  ['HTTPS://board.example:8443', '/'],
  ['http://board.example?a', '?a'],
  ['*', '*'],
])('a target of %s asks for %s', (target, path) => {
  expect(pathOfTarget(target)).toBe(path);
});
