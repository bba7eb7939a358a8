import type { Role } from '@/lib/auth/actor';

/** Who looks at the page, as far as the page shows it. */
export type Person = {
  id: string;
  email: string;
  name: string;
  role: Role;
  organization: { id: string; name: string };
  /** All that the person may switch to, the active one among them. */
  organizations: { id: string; name: string }[];
};
