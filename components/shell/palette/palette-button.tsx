'use client';

import { ActionIcon } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import { onDemand } from '@/lib/browser/on-demand';

/** Most pages are left without it. */
const [Palette, loadPalette] = onDemand(() => import('./palette').then((module) => module.Palette));

/** Opens the palette, by click or by ⌘K / Ctrl+K from anywhere, also while one writes. */
export function PaletteButton() {
  const t = useTranslations('palette');
  const [openings, setOpenings] = useState(0);
  const open = () => setOpenings((count) => count + 1);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isIt = (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey;
      if (!isIt || event.key.toLowerCase() !== 'k' || event.isComposing) return;
      event.preventDefault();
      setOpenings((count) => count + 1);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <>
      <ActionIcon
        aria-label={t('open')}
        aria-keyshortcuts="Meta+K Control+K"
        title={t('open')}
        visibleFrom="md"
        onPointerEnter={() => void loadPalette()}
        onClick={open}
      >
        <IconSearch size={18} stroke={1.6} />
      </ActionIcon>
      {openings > 0 && <Palette openings={openings} />}
    </>
  );
}
