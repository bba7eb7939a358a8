import type { Role } from '@/lib/auth/actor';

/** An operator begins with what is theirs, whoever leads with all tasks; `/` leads to the same. */
export function startsWithOwn(role: Role): boolean {
  return role === 'operator';
}
