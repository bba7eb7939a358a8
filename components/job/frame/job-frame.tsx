'use client';

import { Overlay, Portal } from '@mantine/core';
import { useFocusTrap, useMediaQuery, useMergedRef } from '@mantine/hooks';
import { useEffect, useLayoutEffect, type ReactNode, type RefObject } from 'react';

import classes from './job-frame.module.css';

/** From here on the table keeps enough room beside the job. */
const WIDE = '(min-width: 1440px)';

/**
 * Where the open job stands: beside the table on a wide screen, where both are used; over it on others; alone on a
 * phone. One of a list that is worked through lies over it on every screen. `labelledBy` is the id of the job's heading.
 */
export function JobFrame({
  panelRef,
  labelledBy,
  works,
  onClose,
  children,
}: {
  panelRef: RefObject<HTMLElement | null>;
  labelledBy: string;
  works: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const hasRoom = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? false;
  const wide = hasRoom && !works;

  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset.job = wide ? 'beside' : 'over';
    return () => void delete dataset.job;
  }, [wide]);

  const panel = (
    <Panel key={String(wide)} panelRef={panelRef} labelledBy={labelledBy} wide={wide} works={works}>
      {children}
    </Panel>
  );
  return (
    <Portal>
      {wide ? (
        panel
      ) : (
        <>
          <Overlay fixed zIndex={200} backgroundOpacity={0.4} onClick={onClose} />
          {panel}
        </>
      )}
    </Portal>
  );
}

/** Takes the focus when it appears; keeps it while it lies over the page. */
function Panel({
  panelRef,
  labelledBy,
  wide,
  works,
  children,
}: {
  panelRef: RefObject<HTMLElement | null>;
  labelledBy: string;
  wide: boolean;
  works: boolean;
  children: ReactNode;
}) {
  const ref = useMergedRef(panelRef, useFocusTrap(!wide));
  useEffect(() => panelRef.current?.focus({ preventScroll: true }), [panelRef]);
  return (
    <section
      ref={ref}
      className={classes.panel}
      role="dialog"
      aria-modal={!wide}
      aria-labelledby={labelledBy}
      tabIndex={-1}
      data-wide={wide}
      data-works={works || undefined}
    >
      {children}
    </section>
  );
}
