import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

import { timestamptz } from './own-columns';
import { callboard } from './callboard';

// Who may come in: sign-in comes before any organization is known.

export const organizations = callboard.table('organizations', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** The lowest role that may see a full phone number; null: nobody. */
  revealRole: text('reveal_role').default('supervisor'),
  /** Whether a reason is asked for each number that is revealed. */
  revealReasonRequired: boolean('reveal_reason_required').notNull().default(false),
  /** In which its days and nights are counted (IANA). */
  timeZone: text('time_zone').notNull().default('Asia/Shanghai'),
  /** Whether the schedule moves a task's `task_type` on; those that were there before it could are asked first. */
  movesTaskType: boolean('moves_task_type').notNull().default(true),
  /**
   * Whether its supervisors may bring in job groups of the provider's account. Null: where it is the only organization,
   * because nothing tells whose a group is that no task names.
   */
  providerImport: boolean('provider_import'),
  createdAt: timestamptz('created_at').notNull().defaultNow(),
});

export const users = callboard.table(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    passwordHash: text('password_hash').notNull(),
    /** Raised at sign-out, disabling and an administrator's password change: a session that carries an older one has ended. */
    sessionVersion: integer('session_version').notNull().default(1),
    disabledAt: timestamptz('disabled_at'),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('users_email_key').on(sql`lower(${t.email})`)],
);

/** The sessions that are under way: one that ends is deleted here, and its cookie is good for nothing from then on. */
export const sessions = callboard.table(
  'sessions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    signedInAt: timestamptz('signed_in_at').notNull().defaultNow(),
    /** To the minute. */
    lastSeenAt: timestamptz('last_seen_at').notNull().defaultNow(),
    /** From where the person signed in, for their own eyes. */
    address: text('address').notNull(),
    userAgent: text('user_agent').notNull(),
  },
  (t) => [index('sessions_user_id_idx').on(t.userId)],
);

export const memberships = callboard.table(
  'memberships',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    organizationId: text('organization_id')
      .notNull()
      .references(() => organizations.id),
    role: text('role').notNull(),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.organizationId] })],
);

export const accessTokens = callboard.table(
  'access_tokens',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    organizationId: text('organization_id')
      .notNull()
      .references(() => organizations.id),
    name: text('name').notNull(),
    /** Lower-case hex SHA-256 of the token; the token itself is never stored. */
    tokenHash: text('token_hash').notNull(),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
    expiresAt: timestamptz('expires_at').notNull(),
    lastUsedAt: timestamptz('last_used_at'),
    revokedAt: timestamptz('revoked_at'),
  },
  (t) => [uniqueIndex('access_tokens_token_hash_key').on(t.tokenHash)],
);

/** The columns that RateLimiterDrizzle of rate-limiter-flexible asks for. */
export const rateLimits = callboard.table('rate_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expire: timestamptz('expire'),
});

/** What the deeds of the audit log are; whatever is not named here has changed something. An index is made of it. */
export const KIND_OF_DEED = sql`(case
  when action in ('number.revealed', 'number.searched') then 'saw'
  when action = 'recording.sent' then 'played'
  when action = 'export.taken' then 'took'
  when action in ('export.started', 'export.cancelled', 'audit.exported') then 'exported'
  when action like 'jobs.%' or action in ('run.paused', 'run.resumed', 'run.cancelled') then 'steered'
  else 'changed' end)`;

/** Who did what, with what must be accounted for. Rows are only ever added: a trigger refuses anything else. */
export const auditLog = callboard.table(
  'audit_log',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    organizationId: text('organization_id'),
    userId: uuid('user_id'),
    action: text('action').notNull(),
    subject: jsonb('subject'),
    address: text('address'),
    at: timestamptz('at').notNull().defaultNow(),
  },
  (t) => [
    index('audit_log_organization_id_at_idx').on(t.organizationId, t.at),
    // The audit page's filters: of one person, and of one task.
    index('audit_log_person_idx').on(t.organizationId, t.userId, t.at, t.id),
    index('audit_log_task_idx')
      .on(t.organizationId, sql`(subject->>'task_id')`, t.at, t.id)
      .where(sql`subject->>'task_id' is not null`),
    // What is rare among very many: files that were taken, numbers that were seen.
    index('audit_log_kind_idx').on(t.organizationId, KIND_OF_DEED, t.at, t.id),
  ],
);
