import type { Route } from 'next';
import Link from 'next/link';
import type { ComponentProps } from 'react';

import { PageLinks, PageRange } from './page-links';
import classes from './pager.module.css';

/** Pages as plain links, for lists that the server renders. Nothing but the range when there is one page only. */
export function LinkPager({
  pagination,
  hrefOf,
}: {
  pagination: ComponentProps<typeof PageRange>['pagination'];
  hrefOf: (page: number) => string;
}) {
  return (
    <div className={classes.pager}>
      <PageRange pagination={pagination} />
      <PageLinks
        page={pagination.page}
        totalPages={pagination.totalPages}
        link={(page, props) => <Link href={hrefOf(page) as Route} {...props} />}
      />
    </div>
  );
}
