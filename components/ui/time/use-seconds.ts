'use client';

import { useEffect, useState } from 'react';

/** Whole seconds since a time (epoch ms), counted while it is given; 0 before. */
export function useSeconds(since: number | null): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (since === null) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [since]);
  return since === null || now < since ? 0 : Math.floor((now - since) / 1000);
}

/** Whole seconds until a time (ISO UTC), down to 0. */
export function useSecondsUntil(time: string | null): number {
  const target = time === null ? 0 : Date.parse(time);
  const [left, setLeft] = useState(() => secondsUntil(target));
  useEffect(() => {
    setLeft(secondsUntil(target));
    const timer = setInterval(() => {
      const seconds = secondsUntil(target);
      setLeft(seconds);
      if (seconds === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [target]);
  return left;
}

function secondsUntil(target: number): number {
  return Math.max(0, Math.ceil((target - Date.now()) / 1000));
}
