'use client';

import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';

import classes from './seek-bar.module.css';
import { ARROW_SECONDS, SHIFT_ARROW_SECONDS } from '../engine/player-keys';

/** Seconds of Page Up and Page Down. */
const PAGE_SECONDS = 30;

export type SeekBarProps = {
  /** The slider's name. */
  label: string;
  /** Seconds; null while unknown, then nothing can be sought. */
  duration: number | null;
  getTime: () => number;
  /** Calls back with the running second; gives back how to stop. */
  subscribeTime: (listener: (seconds: number) => void) => () => void;
  /** The position in words. */
  describe: (seconds: number, duration: number) => string;
  /** The second under the pointer, as short text. */
  clock: (seconds: number) => string;
  onSeek: (seconds: number) => void;
  /** In place of the plain line, over its whole width: a waveform. */
  children?: ReactNode;
};

/**
 * A slider over a recording. The running time is written straight to its elements: nothing is rendered for it.
 * A screen reader is told whole seconds only.
 */
export function SeekBar({
  label,
  duration,
  getTime,
  subscribeTime,
  describe,
  clock,
  onSeek,
  children,
}: SeekBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const dragged = useRef<number | null>(null);
  const length = duration ?? 0;

  useEffect(() => {
    let told = -1;
    const show = (seconds: number) => {
      const element = bar.current;
      if (!element) return;
      const at = dragged.current ?? seconds;
      element.style.setProperty('--at', String(length > 0 ? Math.min(at / length, 1) : 0));
      const whole = Math.floor(at);
      if (whole === told) return;
      told = whole;
      element.setAttribute('aria-valuenow', String(whole));
      element.setAttribute('aria-valuetext', describe(at, length));
    };
    show(getTime());
    return subscribeTime(show);
  }, [length, getTime, subscribeTime, describe]);

  const secondsAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * length;
  };

  const point = (event: PointerEvent) => {
    const seconds = secondsAt(event);
    if (bar.current) bar.current.style.setProperty('--pointer', String(length > 0 ? seconds / length : 0));
    if (tip.current) tip.current.textContent = clock(seconds);
    return seconds;
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || length === 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    dragged.current = point(event);
    event.currentTarget.dataset.dragged = '';
    event.currentTarget.style.setProperty('--at', String(dragged.current / length));
  };

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const seconds = point(event);
    if (dragged.current === null) return;
    dragged.current = seconds;
    event.currentTarget.style.setProperty('--at', String(seconds / length));
  };

  const onPointerEnd = (event: PointerEvent<HTMLDivElement>) => {
    if (dragged.current === null) return;
    dragged.current = null;
    delete event.currentTarget.dataset.dragged;
    if (event.type === 'pointerup') onSeek(secondsAt(event));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? SHIFT_ARROW_SECONDS : ARROW_SECONDS;
    const targets: Record<string, number> = {
      ArrowLeft: getTime() - step,
      ArrowDown: getTime() - step,
      ArrowRight: getTime() + step,
      ArrowUp: getTime() + step,
      PageDown: getTime() - PAGE_SECONDS,
      PageUp: getTime() + PAGE_SECONDS,
      Home: 0,
      End: length,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(Math.min(Math.max(target, 0), length));
  };

  return (
    <div
      ref={bar}
      className={classes.bar}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.floor(length)}
      aria-valuenow={0}
      aria-disabled={length === 0}
      data-wave={Boolean(children)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      onKeyDown={onKeyDown}
    >
      {children || (
        <span className={classes.track}>
          <span className={classes.done} />
        </span>
      )}
      <span className={classes.thumb} />
      {length > 0 && <span ref={tip} className={classes.tip} aria-hidden />}
    </div>
  );
}
