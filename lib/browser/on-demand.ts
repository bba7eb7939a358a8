'use client';

import { createElement, useEffect, useState, type ComponentType } from 'react';

const Nothing = () => null;

/** Without a network the code is fetched once there is one. */
async function whenOnline<T>(fetchCode: () => Promise<T>): Promise<T> {
  if (!navigator.onLine) await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
  return fetchCode();
}

/**
 * A component whose code is fetched when it is first shown, or before by the second part of the answer. Unlike `lazy`
 * it is there at once where its code is here already: React puts a fallback in place of what suspends, and keeps it for
 * a while. What could not be fetched goes to the error boundary, and is asked for again the next time.
 * @param Waiting stands in its place until then
 */
export function onDemand<P extends object>(
  fetchCode: () => Promise<ComponentType<P>>,
  Waiting: ComponentType<P> = Nothing,
): [Component: ComponentType<P>, load: () => Promise<unknown>] {
  let Code: ComponentType<P> | null = null;
  let underWay: Promise<unknown> | null = null;

  const load = () =>
    (underWay ??= whenOnline(fetchCode).then(
      (fetched) => (Code = fetched),
      (error: unknown) => {
        underWay = null;
        throw error;
      },
    ));

  function OnDemand(props: P) {
    const [, setArrived] = useState(false);
    const [failure, setFailure] = useState<{ error: unknown } | null>(null);
    useEffect(() => {
      if (!Code)
        void load()
          .then(() => setArrived(true))
          .catch((error: unknown) => setFailure({ error }));
    }, []);
    if (failure) throw failure.error;
    return createElement(Code ?? Waiting, props);
  }
  return [OnDemand, load];
}
