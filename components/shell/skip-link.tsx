'use client';

import classes from './shell.module.css';

/** The first stop of the Tab key: past the header. It moves the focus alone, so that no address copied later says `#main`. */
export function SkipLink({ label }: { label: string }) {
  return (
    <a
      href="#main"
      className={classes.skip}
      onClick={(event) => {
        const main = document.querySelector<HTMLElement>('main');
        if (!main) return;
        event.preventDefault();
        main.focus();
      }}
    >
      {label}
    </a>
  );
}
