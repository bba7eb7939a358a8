import 'server-only';

import type { Metadata, Route } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect, unstable_rethrow } from 'next/navigation';
import type { ReactNode } from 'react';

import { can, type Permission } from '@/lib/auth/permissions';
import type { Actor } from '@/lib/auth/actor';
import { AppError, type ErrorKind } from '@/lib/errors';
import { logger } from '@/lib/observability/logger';

import { toAnswer, toAppError } from './answer';
import { closed, type Closed } from './closed';
import { answerFor } from './for-reader';
import { PageError } from './page-error';
import { requestIdOf } from './request-id';
import { requestState } from './request-state';
import { requireViewer } from './viewer';

type SearchParams = Record<string, string | string[] | undefined>;
type PageParams = Record<string, string | string[] | undefined>;
type Props<P extends PageParams> = { params: Promise<P>; searchParams: Promise<SearchParams> };

export type PageCall<P extends PageParams> = {
  /**
   * What a use case answers to the person who looks, as a browser may get it. There is no other way from a page to a
   * use case, so that nothing reaches a component unmasked.
   */
  read: <A extends unknown[], T>(ask: (actor: Actor, ...args: A) => Promise<T>, ...args: A) => Promise<T>;
  /** The person, in the active organization. */
  person: { id: string; organizationId: string };
  /** Whether the person's role has another permission as well. */
  may: (permission: Permission) => boolean;
  params: P;
  searchParams: SearchParams;
};

/** The address of this very page, to come back to after signing in: `/tasks/[taskId]` with its parts and its query. */
export function pageAddress(pattern: string, params: PageParams, searchParams: SearchParams): string {
  const path = pattern.replace(/\[+(?:\.\.\.)?(\w+)\]+/g, (_, name: string) =>
    [params[name] ?? []].flat().map(encodeURIComponent).join('/'),
  );
  const query = new URLSearchParams(
    Object.entries(searchParams).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])),
  ).toString();
  return query ? `${path}?${query}` : path;
}

function signInAddress(callbackUrl: string, reason?: 'no-organization'): Route {
  const query = new URLSearchParams({ callbackUrl, ...(reason && { reason }) });
  return `/sign-in?${query.toString()}` as Route;
}

async function open<P extends PageParams>(permission: Permission, props: Props<P>): Promise<PageCall<P>> {
  const [params, searchParams, viewer] = await Promise.all([
    props.params,
    props.searchParams,
    requireViewer(),
  ]);
  if (!can(viewer.actor.role, permission)) throw new AppError('forbidden');
  const { actor } = viewer;
  return {
    read: async (ask, ...args) => answerFor(actor, await ask(actor, ...args)),
    person: { id: actor.userId, organizationId: actor.orgId },
    may: (other) => can(actor.role, other),
    params,
    searchParams,
  };
}

/** A page that could not be read for now: nothing is wrong with it, and another try may well succeed. */
export type UnreadPage = { kind: ErrorKind; requestId: string };
type ShowUnread = (page: UnreadPage) => ReactNode;
type Render<P extends PageParams> = (call: PageCall<P>) => Promise<ReactNode>;

const PASSING: readonly ErrorKind[] = ['busy', 'rows_locked', 'database_unavailable'];

/**
 * Turns what a page threw into what the reader sees: sign-in, not found, what `unread` shows, or `error.tsx` with kind
 * and request id.
 */
async function refuse<P extends PageParams>(
  thrown: unknown,
  pattern: string,
  props: Props<P>,
  unread: ShowUnread,
): Promise<ReactNode> {
  unstable_rethrow(thrown);
  const error = toAppError(thrown);
  const address = () =>
    Promise.all([props.params, props.searchParams]).then(([params, query]) =>
      pageAddress(pattern, params, query),
    );
  switch (error.kind) {
    case 'unauthenticated':
      return redirect(signInAddress(await address()));
    case 'no_organization':
      return redirect(signInAddress(await address(), 'no-organization'));
    case 'not_found':
    case 'forbidden':
      return notFound();
    default: {
      const requestId = requestIdOf(await headers());
      const { status, headers: told } = toAnswer(error);
      const level = error.kind === 'busy' || error.kind === 'rows_locked' ? 'warn' : 'error';
      logger()[level]({ requestId, page: pattern, code: error.code, err: error.cause ?? error }, 'page');
      if (PASSING.includes(error.kind)) {
        const state = requestState();
        if (state) state.unread = { status, headers: told };
        return unread({ kind: error.kind, requestId });
      }
      throw new PageError(error.kind, requestId);
    }
  }
}

/**
 * The door of every page that belongs to an organization:
 *
 * ```tsx
 * export default orgPage('/tasks/[taskId]', 'tasks.read', unreadPage, async ({ read, params }) => <Task … />);
 * ```
 *
 * Signed out: to `/sign-in?callbackUrl=<this page>`. In no organization, or disabled: the same with
 * `reason=no-organization`. AppError `not_found` and a missing permission: the not-found page, so that a foreign id looks
 * like a missing one. Anything else: `error.tsx`, which reads kind and request id with `readPageError`.
 *
 * @param unread what stands there while the database is busy or out of reach, rendered as any page is; the answer's status
 * is 503
 */
export function orgPage<P extends PageParams = PageParams>(
  pattern: string,
  permission: Permission,
  unread: ShowUnread,
  render: Render<P>,
): Closed<'page', (props: Props<P>) => Promise<ReactNode>> {
  return closed('page', async function OrgPage(props: Props<P>): Promise<ReactNode> {
    try {
      return await render(await open(permission, props));
    } catch (thrown) {
      return refuse(thrown, pattern, props, unread);
    }
  });
}

/** `generateMetadata` of such a page: no more than the page itself shows, and nothing while it cannot be shown. */
export function orgMetadata<P extends PageParams = PageParams>(
  permission: Permission,
  describe: (call: PageCall<P>) => Promise<Metadata>,
): Closed<'metadata', (props: Props<P>) => Promise<Metadata>> {
  return closed('metadata', async function generateMetadata(props: Props<P>): Promise<Metadata> {
    try {
      return await describe(await open(permission, props));
    } catch (thrown) {
      unstable_rethrow(thrown);
      return {};
    }
  });
}
