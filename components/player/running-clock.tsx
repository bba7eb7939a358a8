'use client';

import { useEffect, useRef } from 'react';

import { toClock } from './engine/time-words';

/** The running time as `01:23`, written straight to its element, once a second. */
export function RunningClock({
  getTime,
  subscribeTime,
  className,
}: {
  getTime: () => number;
  subscribeTime: (listener: (seconds: number) => void) => () => void;
  className?: string;
}) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (seconds: number) => {
      const text = toClock(seconds);
      if (element.current && element.current.textContent !== text) element.current.textContent = text;
    };
    show(getTime());
    return subscribeTime(show);
  }, [getTime, subscribeTime]);
  return <span ref={element} className={className} />;
}
