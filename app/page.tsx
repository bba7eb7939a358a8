import { redirect } from 'next/navigation';

import { publicPage } from '@/lib/http/public-page';
import { getViewer } from '@/lib/http/viewer';

/** Where the product starts: an operator with what is theirs, whoever leads with all tasks. There is nothing here to read. */
export default publicPage(async (): Promise<never> => {
  const viewer = await getViewer().catch(() => null);
  if (!viewer) return redirect('/sign-in');
  return redirect(viewer !== 'no_organization' && viewer.actor.role === 'operator' ? '/mine' : '/tasks');
});
