import type { ReactNode } from 'react';

import { LeftNotices } from '@/components/follow-ups/autosave/left-notices';
import { ContinuePlaying } from '@/components/job/listening/continue-playing';
import { NoteListening } from '@/components/job/listening/note-listening';
import { Header, PublicHeader } from '@/components/shell/header';
import { PageShortcuts } from '@/components/shell/page-shortcuts';
import type { Person } from '@/components/shell/person';
import { LiveUpdates } from '@/components/shell/live-updates';
import { SessionGuard } from '@/components/shell/session-guard';
import { Shell } from '@/components/shell/shell';
import { PlayerDock } from '@/components/player/player-dock';
import { getViewer } from '@/lib/http/viewer';
import { maskAnswer } from '@/lib/values/masking';

import { switchOrganization } from './session-actions';
import { noteListening } from './job-actions';

/** The frame of the signed-in pages. It only shows who is here; each page's own door checks. */
export async function SignedInLayout({ children }: { children: ReactNode }) {
  const viewer = await getViewer().catch(() => null);
  if (!viewer || viewer === 'no_organization') return <Shell header={<PublicHeader />}>{children}</Shell>;
  const { actor } = viewer;
  const person: Person = maskAnswer({
    id: viewer.userId,
    email: viewer.email,
    name: viewer.name,
    role: actor.role,
    organization: { id: actor.orgId, name: actor.orgName },
    organizations: viewer.organizations.map(({ id, name }) => ({ id, name })),
  });
  return (
    <Shell header={<Header person={person} switchOrganization={switchOrganization} />}>
      {children}
      <PlayerDock />
      <ContinuePlaying />
      <NoteListening action={noteListening} />
      <LeftNotices />
      <PageShortcuts />
      <LiveUpdates organizationId={person.organization.id} />
      <SessionGuard person={person} />
    </Shell>
  );
}
