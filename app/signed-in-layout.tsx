import type { ReactNode } from 'react';

import { LeftNotices } from '@/components/follow-ups/left-notices';
import { ContinuePlaying } from '@/components/jobs/continue-playing';
import { NoteListening } from '@/components/jobs/note-listening';
import { Header, PublicHeader } from '@/components/layout/header';
import type { Person } from '@/components/layout/person';
import { SessionGuard } from '@/components/layout/session-guard';
import { Shell } from '@/components/layout/shell';
import { PlayerDock } from '@/components/recordings/player-dock';
import { getViewer } from '@/lib/http/viewer';
import { maskAnswer } from '@/lib/values/masking';

import { switchOrganization } from './session-actions';
import { noteListening } from './tasks/[taskId]/actions';

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
      <SessionGuard person={person} />
    </Shell>
  );
}
