'use client';

import { VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';

import { anchorScroll } from '@/components/ui/scroll-anchor';
import classes from './job-view.module.css';

export type SectionId = 'conversation' | 'followUps' | 'calls' | 'timeline' | 'details';

/** The bar that stays over a job's parts: where one is, the way to each, and the conversation's tools. */
export function JobSections({
  scrollRef,
  standsAt,
  sections,
  tools,
  onJump,
  children,
}: {
  scrollRef: RefObject<HTMLElement | null>;
  /** The part that is in sight first; null: the beginning. */
  standsAt: SectionId | null;
  sections: readonly { id: SectionId; count: number | null }[];
  tools: ReactNode;
  onJump: () => void;
  /** Below the bar, staying with it. */
  children?: ReactNode;
}) {
  const t = useTranslations('job.sections');
  const [current, setCurrent] = useState<SectionId>('conversation');
  /** Ends the jump that is being held in its place. */
  const endJump = useRef<(() => void) | null>(null);
  useEffect(() => () => endJump.current?.(), []);

  useEffect(() => {
    const scroller = scrollRef.current;
    if (!scroller) return;
    const find = () => {
      // Whoever jumped is where they jumped to, also where the end of the scroll area keeps it from the top.
      if (endJump.current) return;
      const line = scroller.getBoundingClientRect().top + scroller.clientHeight / 3;
      const atEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 4;
      const parts = [...scroller.querySelectorAll<HTMLElement>('[data-section]')];
      const passed = parts.filter((part) => part.getBoundingClientRect().top <= line);
      const found = atEnd && scroller.scrollTop > 0 ? parts.at(-1) : (passed.at(-1) ?? parts[0]);
      if (found) setCurrent(found.dataset.section as SectionId);
    };
    scroller.addEventListener('scroll', find, { passive: true });
    return () => scroller.removeEventListener('scroll', find);
  }, [scrollRef]);

  const bringUp = (id: SectionId) => {
    setCurrent(id);
    endJump.current?.();
    const scroller = scrollRef.current;
    if (!scroller) return;
    const section = () => scroller.querySelector(`[data-section="${id}"]`);
    endJump.current = anchorScroll(scroller, section, () => (endJump.current = null));
  };
  useEffect(() => {
    if (standsAt !== null) bringUp(standsAt);
    // oxlint-disable-next-line react/exhaustive-deps -- where the job begins; what is done later is the person's
  }, []);

  return (
    <div className={classes.bar}>
      <div className={classes.barLine}>
        <nav className={classes.sections} aria-label={t('label')}>
          {sections.map(({ id, count }) => (
            <button
              key={id}
              type="button"
              className={classes.sectionButton}
              aria-current={current === id ? 'true' : undefined}
              onClick={() => {
                onJump();
                bringUp(id);
              }}
            >
              {t(id)}
              {count !== null && count > 0 && <span className={classes.count}>{count}</span>}
            </button>
          ))}
        </nav>
        <div className={classes.barTools}>{tools}</div>
      </div>
      {children}
    </div>
  );
}

/** One part of a job. `quiet`: its name stands in the bar already. */
export function JobSection({
  id,
  title,
  quiet = false,
  children,
}: {
  id: SectionId;
  title: string;
  quiet?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={classes.section} data-section={id} aria-label={title}>
      {quiet ? (
        <VisuallyHidden component="h3">{title}</VisuallyHidden>
      ) : (
        <h3 className={classes.sectionTitle}>{title}</h3>
      )}
      {children}
    </section>
  );
}
