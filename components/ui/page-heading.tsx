import type { ReactNode } from 'react';

import classes from './page-heading.module.css';

/** A page's h1 with what belongs beside it: `above` the way back, `note` a quiet fact, `children` actions. */
export function PageHeading({
  title,
  above,
  note,
  children,
}: {
  title: ReactNode;
  above?: ReactNode;
  note?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={classes.heading}>
      {above && <div className={classes.above}>{above}</div>}
      <div className={classes.line}>
        <h1 className={classes.title}>{title}</h1>
        {note && <span className={classes.note}>{note}</span>}
        {children && <div className={classes.actions}>{children}</div>}
      </div>
    </div>
  );
}
