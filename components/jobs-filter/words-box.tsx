'use client';

import { ActionIcon, CloseButton, Menu, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconMessageSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { MATCH_CHOICES, MOST_WORDS, PART_CHOICES, readTerms, SPEAKER_CHOICES } from '@/lib/jobs/words/terms';

import classes from './filter-bar.module.css';
import { withFilter } from './filter-values';

/** What a search without a choice means: by anybody, anywhere in the call, every word. */
const ANY = '';

/** Words that were said in calls; Enter searches. Who said them, where in the call, and how many of several, in a menu. */
export function WordsBox({ address }: { address: JobsAddress }) {
  const t = useTranslations('filter');
  const { words, by, part, match } = address.texts;
  const [typed, setTyped] = useState(words ?? '');
  const [isWrong, setWrong] = useState(false);
  // Back, a link and "remove" change the address behind the field.
  useEffect(() => {
    setTyped(words ?? '');
    setWrong(false);
  }, [words]);

  const search = (value: string) => {
    const wanted = value.trim();
    const refused = wanted !== '' && readTerms(wanted) === null;
    setWrong(refused);
    if (!refused && wanted !== (words ?? '')) address.go(withFilter('words', wanted));
  };
  const ways = [
    {
      key: 'by',
      choices: [
        [ANY, t('words.by.any')],
        ...SPEAKER_CHOICES.map((one) => [one, t(`words.by.${one}`)] as const),
      ],
    },
    {
      key: 'part',
      choices: [
        [ANY, t('words.part.any')],
        ...PART_CHOICES.map((one) => [one, t(`words.part.${one}`)] as const),
      ],
    },
    { key: 'match', choices: MATCH_CHOICES.map((one) => [one, t(`words.match.${one}`)] as const) },
  ] as const;
  const chosen = { by: by ?? ANY, part: part ?? ANY, match: match ?? 'all' };
  const isNarrowed = Boolean(by ?? part) || chosen.match !== 'all';
  return (
    <search className={classes.search} aria-label={t('words.search')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          search(typed);
        }}
      >
        <TextInput
          size="xs"
          inputMode="search"
          enterKeyHint="search"
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setWrong(false);
          }}
          placeholder={t('words.placeholder')}
          aria-label={t('words.label')}
          title={t('words.hint')}
          maxLength={MOST_WORDS}
          error={isWrong && t('words.tooShort')}
          leftSection={<IconMessageSearch size={14} stroke={1.6} />}
          rightSectionWidth={typed ? 54 : 30}
          rightSection={
            <>
              {typed && (
                <CloseButton
                  size={24}
                  aria-label={t('words.clear')}
                  onClick={() => {
                    setTyped('');
                    search('');
                  }}
                />
              )}
              <Menu position="bottom-end" shadow="md" transitionProps={{ duration: 0 }}>
                <Menu.Target>
                  <ActionIcon
                    size={24}
                    variant={isNarrowed ? 'light' : 'subtle'}
                    color={isNarrowed ? 'accent' : 'gray'}
                    aria-label={t('words.how')}
                    title={t('words.how')}
                  >
                    <IconAdjustmentsHorizontal size={14} stroke={1.6} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  {ways.map(({ key, choices }) => (
                    <Menu.RadioGroup
                      key={key}
                      value={chosen[key]}
                      onChange={(value) =>
                        address.go({ [key]: value === ANY || value === 'all' ? null : value, page: 1 })
                      }
                    >
                      <Menu.Label>{t(`words.ways.${key}`)}</Menu.Label>
                      {choices.map(([choice, text]) => (
                        <Menu.RadioItem key={choice} value={choice}>
                          {text}
                        </Menu.RadioItem>
                      ))}
                    </Menu.RadioGroup>
                  ))}
                </Menu.Dropdown>
              </Menu>
            </>
          }
        />
      </form>
    </search>
  );
}
