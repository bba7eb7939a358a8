import { redirect } from 'next/navigation';

import { publicPage } from '@/lib/http/public-page';

/** The product starts at the task list; there is nothing here that anyone could read. */
export default publicPage((): never => redirect('/tasks'));
