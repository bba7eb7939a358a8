'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import { JobDrawer } from '@/components/job/job-drawer';
import { useOpenJob } from '@/components/job-context/use-open-job';
import type { FollowUpListName } from '@/lib/follow-ups/limits';
import type { FollowUpListItem } from '@/lib/follow-ups/schemas';
import { serializeFollowUpSearch } from '@/lib/follow-ups/search-params';
import type { DbId } from '@/lib/values/db-id';

import { FollowUpTable } from './follow-up-table';
import classes from './follow-up-table.module.css';
import { NoFollowUps } from './no-follow-ups';

/** Makes room for the open job. */
export function WorklistFrame({ children }: { children: ReactNode }) {
  return <div className={classes.page}>{children}</div>;
}

/**
 * One page of a follow-up list as it is worked through: a row opens its job over the list, J and K walk all of the list
 * as it was then, and closing it leads back to it.
 */
export function FollowUpWorklist({
  items,
  list,
  page,
}: {
  items: FollowUpListItem[];
  list: FollowUpListName;
  page: number;
}) {
  const router = useRouter();
  const { rowId, open } = useOpenJob();
  const base = serializeFollowUpSearch('/follow-ups', { list, page });
  const [walk, setWalk] = useState<readonly DbId[]>([]);
  // Who is dealt with leaves the list; one goes on through it as it was when the first job was opened.
  const starts = rowId !== null && !walk.includes(rowId) && items.some((item) => item.rowId === rowId);
  if (starts) setWalk(items.map((item) => item.rowId));

  const wasOpen = useRef(false);
  useEffect(() => {
    // What was dealt with beside the list shows in it.
    if (wasOpen.current && rowId === null) {
      setWalk([]);
      router.refresh();
    }
    wasOpen.current = rowId !== null;
  }, [rowId, router]);

  return (
    <>
      {items.length === 0 ? (
        <NoFollowUps list={list} />
      ) : (
        <FollowUpTable
          items={items}
          list={list}
          openRowId={rowId}
          hrefOf={(id) => `${base}${base.includes('?') ? '&' : '?'}job=${id}`}
          onOpen={open}
        />
      )}
      <JobDrawer walk={walk} worklist={`/api/follow-ups/walk?list=${list}`} />
    </>
  );
}
