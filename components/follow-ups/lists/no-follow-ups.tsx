import { useTranslations } from 'next-intl';

import { StateScreen } from '@/components/ui/screens/state-screen';
import type { FollowUpListName } from '@/lib/follow-ups/limits';

export function NoFollowUps({ list }: { list: FollowUpListName }) {
  const t = useTranslations('followUps.lists.empty');
  return <StateScreen kind="empty" title={t(`${list}.title`)} text={t(`${list}.text`)} />;
}
