import { type Role, ROLES } from './actor';

const EVERYONE: readonly Role[] = ['operator', 'supervisor', 'admin'];

const LEADING: readonly Role[] = ['supervisor', 'admin'];

/** What a role may do. A permission or a role that is not written here is refused. */
const ALLOWED = {
  'tasks.read': EVERYONE,
  'tasks.steer': LEADING,
  // How tasks are kept true by themselves, of one task and of the whole organization; taking back what that moved.
  'tasks.schedule': LEADING,
  // From the provider or a table.
  'tasks.import': LEADING,
  'jobs.read': EVERYONE,
  'jobs.refresh': EVERYONE,
  'recordings.play': EVERYONE,
  'recordings.adjust': EVERYONE,
  'receipts.read': EVERYONE,
  'runs.read': EVERYONE,
  'runs.start': EVERYONE,
  // Pause, go on, cancel: whoever may begin one.
  'runs.steer': EVERYONE,
  'follow-ups.read': EVERYONE,
  'follow-ups.write': EVERYONE,
  // Who works here, to filter by and to give leads to.
  'colleagues.read': EVERYONE,
  'leads.assign': LEADING,
  // How one's own table looks, own views and everybody's.
  'views.read': EVERYONE,
  'views.write': EVERYONE,
  // The views that everybody has.
  'views.share': LEADING,
  // The phrases that everybody has.
  'phrases.share': LEADING,
  // Who really may is the organization's setting: see `reaches`.
  'numbers.reveal': EVERYONE,
  // Asking to see one, and allowing it to who asked.
  'numbers.request': EVERYONE,
  'numbers.allow': LEADING,
  // What leaves in a file is the supervisor's to give.
  'exports.read': LEADING,
  'exports.create': LEADING,
  'audit.read': LEADING,
  // How the provider answers, and how many calls a second its account is asked for.
  'provider.read': EVERYONE,
  'provider.limit': ['admin'],
  'organization.switch': EVERYONE,
  // One's own account only.
  'account.manage': EVERYONE,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof ALLOWED;

/** Whether a role has a permission; unknown on either side is no. */
export function can(role: string, permission: string): boolean {
  if (!Object.hasOwn(ALLOWED, permission)) return false;
  return (ALLOWED[permission as Permission] as readonly string[]).includes(role);
}

/** Whether a role is the lowest one allowed or a higher one; null and unknown: nobody is. */
export function reaches(role: Role, lowest: string | null): boolean {
  const needed = ROLES.findIndex((known) => known === lowest);
  return needed >= 0 && ROLES.indexOf(role) >= needed;
}
