'use client';

import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, type RefObject } from 'react';

import { copyText } from '@/lib/browser/copy-text';
import type { WaveHit } from '@/components/player/waveform/aligned-audio';
import type { JobPlayer } from '@/components/player/use-player-for';
import type { Sentence } from '@/lib/jobs/schemas';
import { findTermHits } from '@/lib/jobs/words/hits';
import type { WordSearch } from '@/components/job-context/use-word-search';

import { activeSentence, toTiming } from './active-sentence';
import { conversationText, sentenceText } from './conversation-text';
import { findHits, stepHit } from './search-hits';
import type { NumberedHit } from './sentence-item';
import { sentenceStarts, type Alignment } from './sentence-starts';
import type { SentenceAction } from './sentence-list';
import { useFollow, type Follow } from './use-follow';
import { useSpeakerName } from './use-speaker-name';

const NO_HITS: ReadonlyMap<number, NumberedHit[]> = new Map();

export type ConversationState = {
  sentences: readonly Sentence[];
  /** The second of the sound at which each sentence begins. */
  starts: readonly (number | null)[];
  listRef: RefObject<HTMLDivElement | null>;
  /** What scrolls around the list. */
  scrollRef: RefObject<HTMLElement | null>;
  playable: boolean;
  follow: Follow;
  busy: boolean;
  search: {
    opened: boolean;
    /** Opened by the search of the table: the keys stay where they are. */
    isGiven: boolean;
    query: string;
    hits: ReadonlyMap<number, NumberedHit[]>;
    count: number;
    /** Whether the words stand nowhere; not before they have been looked for. */
    isVain: boolean;
    /** Number of the hit that is looked at, or -1. */
    current: number;
    open: () => void;
    close: () => void;
    setQuery: (query: string) => void;
    /** The button that opens it. */
    buttonRef: RefObject<HTMLButtonElement | null>;
    step: (direction: 1 | -1) => void;
  };
  /** Where the hit stands that is looked at, of a search that came with the table; null: none, or no time is known. */
  hitAt: { sentence: number; seconds: number } | null;
  /** Where the search's hits are in the sound. */
  waveHits: readonly WaveHit[];
  /** A sentence that must be in the list now. */
  wanted: number;
  onAction: (action: SentenceAction, index: number) => void;
  copyAll: (withTimes: boolean) => void;
};

/** A conversation's behaviour: search, copying, and following the sound. */
export function useConversation({
  sentences,
  alignment,
  player,
  playable,
  scrollRef,
  startAt,
  given,
  hit,
  linkTo,
}: {
  sentences: readonly Sentence[];
  /** Where the words are in the sound, when the speech in it has told. */
  alignment: Alignment | null;
  player: JobPlayer;
  playable: boolean;
  scrollRef: RefObject<HTMLElement | null>;
  /** The second that the address names: its sentence is brought into view. */
  startAt: number | null;
  /** What the table beside it is searched for: looked for here from the beginning. */
  given: WordSearch | null;
  /** The sentence whose hit is looked at first; null: the first one. */
  hit: number | null;
  /** The address of a second of this job's recording. */
  linkTo: (seconds: number) => string;
}): ConversationState {
  const t = useTranslations('conversation');
  const speakerName = useSpeakerName();
  const listRef = useRef<HTMLDivElement>(null);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const focusedBefore = useRef<Element | null>(null);
  const [wanted, setWanted] = useState(-1);
  const [opened, setOpened] = useState(given !== null);
  const [isGiven, setGiven] = useState(given !== null);
  const [query, setQuery] = useState(given?.text ?? '');
  const [current, setCurrent] = useState(0);
  const searched = useDeferredValue(opened ? query : '');

  const starts = useMemo(
    () => sentenceStarts(sentences, { soundSeconds: player.duration, alignment }),
    [sentences, player.duration, alignment],
  );
  const ofTable = given !== null && searched === given.text ? given : null;
  const found = useMemo(
    () => (ofTable ? findTermHits(sentences, ofTable) : findHits(sentences, searched)),
    [sentences, searched, ofTable],
  );
  const hits = useMemo(() => {
    if (found.length === 0) return NO_HITS;
    const bySentence = new Map<number, NumberedHit[]>();
    found.forEach((hit, number) => {
      const list = bySentence.get(hit.sentence) ?? [];
      list.push({ ...hit, number });
      bySentence.set(hit.sentence, list);
    });
    return bySentence;
  }, [found]);
  const waveHits = useMemo(
    () =>
      found.flatMap(({ sentence }, number) => {
        const seconds = starts[sentence] ?? null;
        return seconds === null ? [] : [{ seconds, current: number === current }];
      }),
    [found, starts, current],
  );
  // The table's search, or another of its hits, is looked for anew in a job that is open.
  const key = given && `${given.text} ${given.by ?? ''} ${given.part ?? ''} ${hit ?? ''}`;
  const [askedFor, setAskedFor] = useState<string | null>(null);
  if (key !== askedFor) {
    setAskedFor(key);
    if (given) {
      setOpened(true);
      setGiven(true);
      setQuery(given.text);
      const first = findTermHits(sentences, given).findIndex(({ sentence }) => sentence === hit);
      setCurrent(Math.max(0, first));
    }
  }
  const looked = Math.min(current, found.length - 1);
  const lookedSentence = found[looked]?.sentence ?? -1;

  const hitSeconds = ofTable && lookedSentence >= 0 ? (starts[lookedSentence] ?? null) : null;
  const hitAt = useMemo(
    () => (hitSeconds === null ? null : { sentence: lookedSentence, seconds: hitSeconds }),
    [hitSeconds, lookedSentence],
  );

  // Only a piece of the list that is not there yet needs a rendering.
  const onActive = useCallback((index: number) => {
    const missing = index >= 0 && !listRef.current?.querySelector(`[data-index="${index}"]`);
    if (missing) setWanted(index);
  }, []);
  const follow = useFollow({
    listRef,
    scrollRef,
    starts,
    loaded: player.loaded,
    busy: player.busy,
    getTime: player.getTime,
    subscribeTime: player.subscribeTime,
    onActive,
  });

  const reveal = useCallback((index: number) => {
    setWanted(index);
    requestAnimationFrame(() => {
      const mark = listRef.current?.querySelector('mark[data-current="true"]');
      const item = listRef.current?.querySelector(`[data-index="${index}"]`);
      (mark ?? item)?.scrollIntoView({ block: 'center' });
    });
  }, []);

  // Only what the address names brings a sentence into view, not new data of the same job.
  const revealedAt = useRef<number | null>(null);
  useEffect(() => {
    if (startAt === revealedAt.current) return;
    revealedAt.current = startAt;
    const index = startAt === null ? -1 : activeSentence(toTiming(starts), startAt);
    if (index >= 0) reveal(index);
  }, [startAt, starts, reveal]);

  // What is looked for is brought into view as soon as it is found, and at each step.
  const { setFollowing } = follow;
  useEffect(() => {
    if (lookedSentence < 0) return;
    setFollowing(false);
    reveal(lookedSentence);
  }, [searched, looked, lookedSentence, reveal, setFollowing]);

  const openSearch = () => {
    setGiven(false);
    if (!opened) focusedBefore.current = document.activeElement;
    setOpened(true);
  };
  const closeSearch = () => {
    setOpened(false);
    // Back to where the keys were, else to its button; the field and its own buttons go away.
    const before = focusedBefore.current;
    const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body;
    (isThere ? before : buttonRef.current)?.focus({ preventScroll: true });
  };
  const step = (direction: 1 | -1) => {
    const next = stepHit(looked, found.length, direction);
    setCurrent(next);
    if (next === looked && lookedSentence >= 0) reveal(lookedSentence);
  };

  const copy = async (text: string, done: string) => {
    const copied = await copyText(text);
    notifications.show({
      message: copied ? done : t('copyFailed'),
      // The other corner is the player's.
      position: 'top-center',
      autoClose: copied ? 1800 : 5000,
      ...(copied ? {} : { color: 'red' }),
    });
  };

  const { playFrom } = player;
  const onAction = (action: SentenceAction, index: number) => {
    const sentence = sentences[index];
    if (!sentence) return;
    if (action === 'copy') return void copy(sentenceText(sentence, null, speakerName), t('copiedOne'));
    const start = starts[index] ?? null;
    if (start === null) return;
    if (action === 'link') return void copy(linkTo(start), t('copiedLink'));
    follow.setFollowing(true);
    playFrom(start);
  };

  return {
    sentences,
    starts,
    listRef,
    scrollRef,
    playable,
    follow,
    busy: player.busy,
    search: {
      opened,
      isGiven,
      query,
      hits,
      count: found.length,
      isVain: found.length === 0 && searched === query && query.trim() !== '',
      current: looked,
      open: openSearch,
      close: closeSearch,
      buttonRef,
      setQuery: (value) => {
        setQuery(value);
        setCurrent(0);
      },
      step,
    },
    hitAt,
    waveHits,
    wanted,
    onAction,
    copyAll: (withTimes) =>
      void copy(
        conversationText(sentences, withTimes ? starts : null, speakerName),
        t('copiedAll', { count: sentences.length }),
      ),
  };
}
