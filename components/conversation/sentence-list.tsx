'use client';

import { useTranslations } from 'next-intl';
import {
  memo,
  startTransition,
  useEffect,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
} from 'react';

import type { Sentence } from '@/lib/jobs/schemas';

import classes from './conversation.module.css';
import { SentenceItem, type NumberedHit } from './sentence-item';

/** Sentences in one piece of the list: what is out of sight is not laid out, and a change renders its piece alone. */
const PIECE = 25;
const FIRST_PIECES = 1;
/** Heights of a sentence in pixels, as the style sheet makes them: names and distance, the bubble's edge, a line. */
const AROUND = 34;
const EDGE = 14;
const LINE = 22;
/** Wide characters in a line of the panel, about. */
const LINE_CHARACTERS = 30;

/** How high a piece will be, about: what is out of sight is not laid out, and what is below it stands by this. */
function estimatedHeight(sentences: readonly Sentence[]): number {
  return sentences.reduce((height, { text }) => {
    const wide = text.replaceAll(/[\0-\u02FF]/g, '').length;
    const lines = Math.max(1, Math.ceil((wide + (text.length - wide) / 2) / LINE_CHARACTERS));
    return height + AROUND + EDGE + lines * LINE;
  }, 0);
}

export type SentenceAction = 'play' | 'copy' | 'link';

/** The sentences in order. Long ones come piece by piece, so that no piece of work blocks the page. */
export function SentenceList({
  listRef,
  sentences,
  starts,
  playable,
  hits,
  currentHit,
  wanted,
  onAction,
}: {
  listRef: RefObject<HTMLDivElement | null>;
  sentences: readonly Sentence[];
  starts: readonly (number | null)[];
  playable: boolean;
  hits: ReadonlyMap<number, NumberedHit[]>;
  /** Number of the hit that is looked at, or -1. */
  currentHit: number;
  /** A sentence that must be there now, although its piece is not due yet. */
  wanted: number;
  onAction: (action: SentenceAction, index: number) => void;
}) {
  const t = useTranslations('conversation');
  const pieces = Math.ceil(sentences.length / PIECE);
  const [shown, setShown] = useState(FIRST_PIECES);
  const [tools, setTools] = useState(-1);
  const due = Math.max(shown, Math.floor(wanted / PIECE) + 1);

  useEffect(() => {
    if (shown >= pieces) return;
    const timer = setTimeout(() => startTransition(() => setShown((count) => count + 1)), 16);
    return () => clearTimeout(timer);
  }, [shown, pieces]);

  const indexAt = (target: EventTarget): number => {
    const item = target instanceof Element ? target.closest('[data-index]') : null;
    return item instanceof HTMLElement ? Number(item.dataset.index) : -1;
  };

  const onClick = ({ target, detail }: MouseEvent) => {
    const index = indexAt(target);
    if (index < 0 || !(target instanceof Element)) return;
    const action = target.closest('[data-do]')?.getAttribute('data-do');
    if (action === 'play' || action === 'copy' || action === 'link') return onAction(action, index);
    // Words that were marked to be copied are not a click.
    const marked = document.getSelection()?.isCollapsed === false;
    if (playable && !marked && detail === 1 && target.closest('[data-bubble]')) onAction('play', index);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const index = indexAt(event.target);
    if (step === undefined || index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = event.currentTarget.querySelector<HTMLElement>(`[data-index="${index + step}"] button`);
    next?.focus();
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only listens for its buttons
    <div
      ref={listRef}
      role="list"
      aria-label={t('label', { count: sentences.length })}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onPointerOver={({ target, pointerType }: PointerEvent) => {
        if (pointerType === 'mouse') setTools(indexAt(target));
      }}
      onPointerLeave={() => setTools(-1)}
      onFocus={({ target }: FocusEvent) => setTools(indexAt(target))}
    >
      {Array.from({ length: Math.min(due, pieces) }, (_, piece) => {
        const from = piece * PIECE;
        const inside = (index: number) => (index >= from && index < from + PIECE ? index : -1);
        return (
          <Piece
            key={from}
            sentences={sentences}
            starts={starts}
            from={from}
            playable={playable}
            tools={inside(tools)}
            reachable={inside(Math.max(tools, 0))}
            hits={hits}
            currentHit={currentHit}
          />
        );
      })}
    </div>
  );
}

const Piece = memo(function Piece({
  sentences,
  starts,
  from,
  playable,
  tools,
  reachable,
  hits,
  currentHit,
}: {
  sentences: readonly Sentence[];
  starts: readonly (number | null)[];
  from: number;
  playable: boolean;
  tools: number;
  reachable: number;
  hits: ReadonlyMap<number, NumberedHit[]>;
  currentHit: number;
}) {
  const own = sentences.slice(from, from + PIECE);
  return (
    <div
      role="presentation"
      className={classes.piece}
      style={{ containIntrinsicBlockSize: `auto ${estimatedHeight(own)}px` }}
    >
      {own.map((sentence, place) => {
        const index = from + place;
        return (
          <SentenceItem
            key={index}
            sentence={sentence}
            start={starts[index] ?? null}
            index={index}
            playable={playable}
            tools={index === tools}
            reachable={index === reachable}
            hits={hits.get(index)}
            currentHit={hits.has(index) ? currentHit : -1}
          />
        );
      })}
    </div>
  );
});
