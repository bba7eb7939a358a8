import { UnreadScreen } from '@/components/ui/screens/unread-screen';
import type { UnreadPage } from '@/lib/http/org-page';

/** What stands in a page's place while the database is busy or out of reach. */
export const unread = ({ kind, requestId }: UnreadPage) => <UnreadScreen kind={kind} reference={requestId} />;
