declare const orgIdBrand: unique symbol;

/**
 * An organization that the person asking really belongs to. Only this module makes one, from a membership that was
 * read from the database for this very request; every repository function asks for it first.
 */
export type OrgId = string & { readonly [orgIdBrand]: true };

export const ROLES = ['operator', 'supervisor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: a person in one of their organizations, by session cookie or by access token. */
export type Actor = {
  readonly userId: string;
  readonly userName: string;
  readonly orgId: OrgId;
  readonly orgName: string;
  readonly role: Role;
  readonly via: 'session' | 'token';
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
