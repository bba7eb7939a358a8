'use client';

import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import { toColorScheme } from './color-scheme';

const SCHEMES = [
  { value: 'auto', Icon: IconDeviceDesktop },
  { value: 'light', Icon: IconSun },
  { value: 'dark', Icon: IconMoon },
] as const;

/** Chooses light, dark or what the system says. */
export function ThemeMenu() {
  const t = useTranslations('layout');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { Icon } = SCHEMES.find(({ value }) => value === colorScheme) ?? SCHEMES[0];

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('themeSwitch', { name: t(`themes.${colorScheme}`) })} title={t('theme')}>
          <Icon size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(toColorScheme(value))}>
          {SCHEMES.map(({ value, Icon: ItemIcon }) => (
            <Menu.RadioItem
              key={value}
              closeMenuOnClick
              value={value}
              rightSection={<ItemIcon size={16} stroke={1.6} />}
            >
              {t(`themes.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
