'use client';

import { ActionIcon, Menu } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';

import { writeCookie } from '@/lib/browser/cookies';
import { LANGUAGE_TAGS, LOCALE_COOKIE, LOCALES, toLocale } from '@/lib/i18n/config';

/** Chooses the language. The page is rendered anew in place: what was typed, opened and scrolled to stays. */
export function LanguageMenu() {
  const t = useTranslations('layout');
  const locale = useLocale();
  const router = useRouter();

  const choose = (value: string) => {
    const next = toLocale(value);
    if (next === locale) return;
    writeCookie(LOCALE_COOKIE, next);
    router.refresh();
  };

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          aria-label={t('languageSwitch', { name: t(`languages.${locale}`) })}
          title={t('language')}
        >
          <IconLanguage size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={locale} onChange={choose}>
          {LOCALES.map((value) => (
            <Menu.RadioItem key={value} closeMenuOnClick value={value} lang={LANGUAGE_TAGS[value]}>
              {t(`languages.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
