'use client';

import { Overlay, Portal } from '@mantine/core';
import { useFocusTrap, useMediaQuery, useMergedRef } from '@mantine/hooks';
import { useEffect, useLayoutEffect, type ReactNode, type RefObject } from 'react';

import classes from './job-frame.module.css';

/** From here on the table keeps enough room beside the job. */
const WIDE = '(min-width: 1440px)';

/**
 * Where the open job stands: beside the table on a wide screen, where both are used; over it on others; alone on a
 * phone. `labelledBy` is the id of the job's heading.
 */
export function JobFrame({
  panelRef,
  labelledBy,
  onClose,
  children,
}: {
  panelRef: RefObject<HTMLElement | null>;
  labelledBy: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const wide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? false;

  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset.job = wide ? 'beside' : 'over';
    return () => void delete dataset.job;
  }, [wide]);

  const panel = (
    <Panel key={String(wide)} panelRef={panelRef} labelledBy={labelledBy} wide={wide}>
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
  children,
}: {
  panelRef: RefObject<HTMLElement | null>;
  labelledBy: string;
  wide: boolean;
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
    >
      {children}
    </section>
  );
}
