'use client';

import { useLayoutEffect, type RefObject } from 'react';

/** Makes a text field as high as its text where the browser has no `field-sizing` (WebKit); its style sets the limits. */
export function useGrowingField(ref: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const field = ref.current;
    if (!field || CSS.supports('field-sizing', 'content')) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }, [ref, text]);
}
