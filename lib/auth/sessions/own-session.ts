/** One of a person's sessions, as their own page shows it. Times are ISO UTC. */
export type OwnSession = {
  id: string;
  /** The one that the page is shown in. */
  isThis: boolean;
  device: { browser: string | null; system: string | null; type: 'mobile' | 'tablet' | null };
  /** The network address of the sign-in. */
  networkAddress: string;
  signedInAt: string;
  lastSeenAt: string;
};
