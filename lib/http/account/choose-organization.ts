import 'server-only';

import { cookies } from 'next/headers';

import { cookieName, usesSecureCookies } from '@/lib/auth/sessions/cookie-name';
import { ORGANIZATION_COOKIE, type Viewer } from '@/lib/auth/resolve-actor';
import { AppError } from '@/lib/errors';

/**
 * Makes an organization of the person the active one: a cookie that only ever chooses among memberships.
 *
 * @throws AppError `not_found` when the person does not belong to it
 */
export async function chooseOrganization(
  viewer: Viewer,
  organizationId: string,
): Promise<{ organizationId: string }> {
  if (!viewer.organizations.some(({ id }) => id === organizationId)) {
    throw new AppError('not_found', { message: '组织不存在或无权访问' });
  }
  (await cookies()).set(cookieName(ORGANIZATION_COOKIE), organizationId, {
    httpOnly: true,
    sameSite: 'lax',
    secure: usesSecureCookies(),
    path: '/',
    maxAge: 365 * 24 * 60 * 60,
  });
  return { organizationId };
}
