'use client';

import { useEffect, useRef } from 'react';

import classes from './bulk.module.css';

/** Chooses a row, or all rows of the page. With a finger there is none: nobody works through hundreds on a phone. */
export function Pick({
  label,
  checked,
  partly = false,
  tabIndex,
  onPick,
}: {
  label: string;
  checked: boolean;
  partly?: boolean;
  tabIndex?: number;
  onPick: (range: boolean) => void;
}) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = partly;
  }, [partly]);
  return (
    <input
      ref={ref}
      type="checkbox"
      className={classes.pick}
      aria-label={label}
      checked={checked}
      tabIndex={tabIndex}
      onChange={({ nativeEvent }) => onPick('shiftKey' in nativeEvent && nativeEvent.shiftKey === true)}
    />
  );
}
