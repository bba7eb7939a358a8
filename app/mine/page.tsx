import { randomUUID } from 'node:crypto';

import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { DoneLeads } from '@/components/follow-ups/own/done-leads';
import { NextLeads } from '@/components/follow-ups/own/next-leads';
import { OpenedTasks } from '@/components/follow-ups/own/opened-tasks';
import { OwnStart } from '@/components/follow-ups/own/own-start';
import { FreshWhenBack } from '@/components/shell/fresh-when-back';
import { LISTED_DEEDS } from '@/lib/jobs/owners/deeds';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { ownDay } from '@/lib/services/owners';

export const generateMetadata = orgMetadata('follow-ups.read', async () => {
  const t = await getTranslations('mine');
  return { title: t('title') };
});

/** Where an operator's day begins: what is due, what is new, what they did today. */
export default orgPage('/mine', 'follow-ups.read', unread, async ({ read, searchParams }) => {
  const deed = LISTED_DEEDS.find((known) => known === searchParams.did) ?? null;
  const { load, deeds, next, opened, done } = await read(ownDay, deed);
  return (
    <OwnStart load={load} deeds={deeds} deed={deed} first={next[0] ?? null}>
      <FreshWhenBack reading={randomUUID()} />
      {deed && done && <DoneLeads deed={deed} leads={done} number={deeds[deed]} />}
      <NextLeads leads={next} load={load} />
      <OpenedTasks tasks={opened} />
    </OwnStart>
  );
});
