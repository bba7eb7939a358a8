declare const orgIdBrand: unique symbol;

/**
 * An organization that the person asking really belongs to. Only this module makes one, from a membership that was
 * read from the database for this very request; every repository function asks for it first.
 */
export type OrgId = string & { readonly [orgIdBrand]: true };

export const ROLES = ['operator', 'supervisor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: a person in one of their organizations, by session cookie or by access token, or the product itself. */
export type Actor = {
  readonly userId: string;
  readonly userName: string;
  readonly orgId: OrgId;
  readonly orgName: string;
  readonly role: Role;
  /** By what they are known; `system`: nobody asks, the product works by itself. */
  readonly via: 'session' | 'token' | 'system';
  readonly tokenId: string | null;
};

/** Whose budget an actor's requests count against: a token has one of its own. */
export function budgetKey({ tokenId, userId }: Pick<Actor, 'tokenId' | 'userId'>): string {
  return tokenId ?? userId;
}

export type MembershipRow = {
  userId: string;
  userName: string;
  organizationId: string;
  organizationName: string;
  role: string;
};

/** Makes the actor of a membership row that has just been read; an unknown role is no membership. */
export function toActor(
  membership: MembershipRow,
  via: Actor['via'],
  tokenId: string | null = null,
): Actor | null {
  const role = ROLES.find((known) => known === membership.role);
  if (!role) return null;
  return {
    userId: membership.userId,
    userName: membership.userName,
    orgId: membership.organizationId as OrgId,
    orgName: membership.organizationName,
    role,
    via,
    tokenId,
  };
}

/** Whom work without a person is done by: no account has this id. */
const SYSTEM_USER_ID = '00000000-0000-0000-0000-000000000000';

/**
 * The actor of work that no person waits for (runs, schedules), in the organization of a row that our own tables name.
 * It may do what an operator may, has a budget of its own, and is called Callboard in receipts and time-lines.
 *
 * @param organizationId of a stored row, never of a request
 */
export function systemActor(organizationId: string): Actor {
  return {
    userId: SYSTEM_USER_ID,
    userName: 'Callboard',
    orgId: organizationId as OrgId,
    orgName: organizationId,
    role: 'operator',
    via: 'system',
    tokenId: null,
  };
}
