import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { RecordingState } from '@/lib/recordings/queries';

import { PlayerEngine } from './player-engine';
import type { PlayerSource } from './player-state';

/** What the engine needs of a media element, driven by the test. */
class FakeAudio extends EventTarget {
  src = '';
  preload = '';
  readyState = 0;
  currentTime = 0;
  duration = Number.NaN;
  ended = false;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  volume = 1;
  muted = false;
  preservesPitch = false;
  seeking = false;
  paused = false;
  error: object | null = null;
  loads = 0;
  plays = 0;
  playAnswer: () => Promise<void> = () => Promise.resolve();

  load() {
    this.loads += 1;
    this.error = null;
    this.readyState = 0;
    this.currentTime = 0;
    this.playbackRate = this.defaultPlaybackRate;
  }
  play() {
    this.plays += 1;
    return this.playAnswer();
  }
  pause() {
    this.fire('pause');
  }
  removeAttribute() {
    this.src = '';
  }
  fire(type: string) {
    this.dispatchEvent(new Event(type));
  }
  ready(duration = 60) {
    this.readyState = 1;
    this.duration = duration;
    this.fire('loadedmetadata');
  }
}

const source = (rowId: number, call = 'c1'): PlayerSource => ({
  key: `${rowId}:${call}`,
  rowId,
  callId: call,
  url: `/api/jobs/${rowId}/recording`,
  title: '张伟',
  taskId: 54,
  taskName: '秋季回访',
  expectedSeconds: 60,
});

let audio: FakeAudio;
let kept: Map<string, string>;
let answer: () => Promise<RecordingState>;
let asked: number;
let heard: string[];
let player: PlayerEngine;

function createPlayer() {
  return new PlayerEngine({
    createAudio: () => audio as unknown as HTMLAudioElement,
    askState: () => {
      asked += 1;
      return answer();
    },
    createMixer: () => ({ hear: (side) => void heard.push(side), wake: () => undefined }),
    preferences: { read: (key) => kept.get(key) ?? null, write: (key, value) => void kept.set(key, value) },
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', () => 1);
  audio = new FakeAudio();
  kept = new Map();
  asked = 0;
  heard = [];
  answer = () => Promise.resolve({ state: 'ready' });
  player = createPlayer();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('playing', () => {
  it('gets ready without sound, then plays at once', () => {
    player.offer(source(7));
    expect(player.getState().phase).toBe('loading');
    expect(audio.plays).toBe(0);
    audio.ready();
    expect(player.getState()).toMatchObject({ phase: 'paused', duration: 60 });
    player.toggle(source(7));
    audio.fire('playing');
    expect(player.getState().phase).toBe('playing');
    expect(audio.loads).toBe(1);
  });

  it('plays what was prepared unseen, without fetching it again', () => {
    player.prepare(source(7));
    audio.ready();
    expect(player.getState()).toMatchObject({ source: null, phase: 'empty', duration: null });
    player.play(source(7), 20);
    expect(player.getState()).toMatchObject({ phase: 'waiting', duration: 60 });
    expect(audio.currentTime).toBe(20);
    expect(audio.loads).toBe(1);
    expect(audio.plays).toBe(1);
  });

  it('fetches anew what was prepared in vain, and leaves a loaded recording alone', () => {
    player.prepare(source(7));
    audio.error = { code: 2, message: '' };
    audio.fire('error');
    expect(player.getState()).toMatchObject({ source: null, phase: 'empty', failure: null });
    expect(asked).toBe(0);
    player.play(source(7));
    expect(audio.loads).toBe(2);
    player.pause();
    player.prepare(source(8));
    expect(audio.src).toBe(source(7).url);
  });

  it('lets a sounding recording alone when another job is opened, and stops it when that one is played', () => {
    player.play(source(7));
    audio.ready();
    audio.fire('playing');
    audio.currentTime = 12;
    expect(player.offer(source(8))).toBe(false);
    expect(player.getState().source?.rowId).toBe(7);
    player.play(source(8));
    expect(player.getState().source?.rowId).toBe(8);
    expect(audio.src).toBe('/api/jobs/8/recording');
  });

  it('goes on where the operator left a recording', () => {
    player.play(source(7));
    audio.ready();
    audio.fire('playing');
    audio.currentTime = 12;
    player.play(source(8));
    audio.ready();
    expect(player.placeOf('7:c1')).toBe(12);
    player.play(source(7));
    audio.ready();
    expect(audio.currentTime).toBe(12);
  });

  it('takes another call of the same job as another recording', () => {
    player.offer(source(7, 'c1'));
    audio.ready();
    player.offer(source(7, 'c2'));
    expect(audio.loads).toBe(2);
  });

  it('goes to the wanted second as soon as the sound is there', () => {
    player.offer(source(7), 83);
    expect(player.getTime()).toBe(83);
    audio.ready(120);
    expect(audio.currentTime).toBe(83);
  });

  it('starts again from the beginning after the end', () => {
    player.play(source(7));
    audio.ready();
    audio.currentTime = 60;
    audio.fire('ended');
    expect(player.getState().phase).toBe('ended');
    player.toggle(source(7));
    expect(audio.currentTime).toBe(0);
  });

  it('stays inside the recording when it jumps', () => {
    player.offer(source(7));
    audio.ready(60);
    player.seekBy(-10);
    expect(audio.currentTime).toBe(0);
    player.seekTo(500);
    expect(audio.currentTime).toBe(60);
  });

  it('is paused, not broken, when the browser wants a click first', async () => {
    audio.playAnswer = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    player.play(source(7));
    await settle();
    expect(player.getState()).toMatchObject({ phase: 'paused', failure: null });
  });

  it('knows a pause that the system made', () => {
    player.play(source(7));
    audio.ready();
    audio.fire('playing');
    audio.fire('pause');
    expect(player.getState().phase).toBe('paused');
    expect(player.isBusy()).toBe(false);
  });
});

describe('speed and volume', () => {
  it('keeps the pitch, and the speed over recordings and pages', () => {
    player.offer(source(7));
    player.setSpeed(1.5);
    expect(audio.preservesPitch).toBe(true);
    player.offer(source(8));
    expect(audio.playbackRate).toBe(1.5);
    expect(createPlayer().getState().speed).toBe(1.5);
  });

  it('mutes without forgetting the volume', () => {
    player.offer(source(7));
    player.setVolume(0.4);
    player.toggleMute();
    expect(audio).toMatchObject({ volume: 0.4, muted: true });
    player.toggleMute();
    expect(audio.muted).toBe(false);
    expect(createPlayer().getState().volume).toBe(0.4);
  });
});

describe('a recording that breaks off', () => {
  const playTo = (seconds: number) => {
    player.play(source(7));
    audio.ready();
    audio.fire('playing');
    audio.currentTime = seconds;
  };

  it('is mended unseen and goes on at the same second', async () => {
    playTo(31);
    audio.fire('error');
    await settle();
    expect(asked).toBe(1);
    expect(audio.loads).toBe(2);
    audio.ready();
    expect(audio.currentTime).toBe(31);
    expect(audio.plays).toBe(2);
    expect(player.getState().failure).toBeNull();
  });

  it.each(['not_answered', 'not_ready', 'gone', 'provider_error'] as const)(
    'says so when it is %s',
    async (state) => {
      answer = () => Promise.resolve({ state, request_id: 'R-1' });
      playTo(31);
      audio.fire('error');
      await settle();
      expect(player.getState()).toMatchObject({ phase: 'failed', failure: { state, request_id: 'R-1' } });
      expect(player.isBusy()).toBe(false);
    },
  );

  it('goes on at the same second when the operator tries again', async () => {
    answer = () => Promise.reject(new Error('offline'));
    playTo(31);
    audio.fire('error');
    await settle();
    expect(player.getState().failure).toEqual({ state: 'unreachable' });
    player.play();
    audio.ready();
    expect(audio.currentTime).toBe(31);
  });

  it('gives up after two tries that brought no sound', async () => {
    playTo(31);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      audio.fire('error');
      await settle();
    }
    expect(asked).toBe(2);
    expect(player.getState()).toMatchObject({ phase: 'failed', failure: { state: 'unplayable' } });
  });

  it('counts anew once sound came again', async () => {
    playTo(31);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      audio.fire('error');
      await settle();
      audio.ready();
      audio.fire('playing');
      audio.currentTime += 5;
      audio.fire('timeupdate');
    }
    expect(player.getState().phase).toBe('playing');
  });

  it('counts as broken when no sound comes for long', async () => {
    playTo(31);
    audio.fire('waiting');
    await vi.advanceTimersByTimeAsync(13_000);
    expect(asked).toBe(1);
    expect(audio.loads).toBe(2);
  });

  it('does not come back once the operator went on to another one', async () => {
    let settleAnswer!: (state: RecordingState) => void;
    answer = () => new Promise((resolve) => (settleAnswer = resolve));
    playTo(31);
    audio.fire('error');
    player.play(source(8));
    settleAnswer({ state: 'gone' });
    await settle();
    expect(player.getState()).toMatchObject({ failure: null });
    expect(player.getState().source?.rowId).toBe(8);
  });

  it('stays paused when it was paused while it was mended', async () => {
    let settleAnswer!: (state: RecordingState) => void;
    answer = () => new Promise((resolve) => (settleAnswer = resolve));
    playTo(31);
    audio.fire('error');
    player.pause();
    settleAnswer({ state: 'ready' });
    await settle();
    audio.ready();
    expect(audio.plays).toBe(1);
    expect(player.getState().phase).toBe('paused');
  });
});

it('forgets the recording when it is closed', () => {
  player.play(source(7));
  audio.ready();
  player.close();
  expect(player.getState()).toMatchObject({ source: null, phase: 'empty' });
  expect(audio.src).toBe('');
});

describe('a part, a side, silence', () => {
  /** Lets the sound run on to a second, as the element tells it. */
  const runTo = (seconds: number) => {
    audio.currentTime = seconds;
    audio.fire('timeupdate');
  };
  const sounding = () => {
    player.play(source(7));
    audio.ready();
    audio.fire('playing');
  };

  it('plays a part over and over until the loop is ended', () => {
    sounding();
    runTo(10);
    player.stepLoop();
    runTo(12);
    player.stepLoop();
    expect(player.getState().loop).toEqual({ from: 10, to: 12 });
    expect(audio.currentTime).toBe(10);
    player.seekTo(12.2);
    runTo(12.4);
    expect(audio.currentTime).toBe(12.4);
    player.seekTo(11);
    runTo(11.9);
    runTo(12.1);
    expect(audio.currentTime).toBe(10);
    player.stepLoop();
    expect(player.getState().loop).toBeNull();
    runTo(12.1);
    expect(audio.currentTime).toBe(12.1);
  });

  it('goes back to a loop’s beginning when the recording ends within it', () => {
    sounding();
    runTo(50);
    player.stepLoop();
    runTo(60);
    player.stepLoop();
    audio.ended = true;
    audio.fire('ended');
    expect(audio.currentTime).toBe(50);
    expect(player.isBusy()).toBe(true);
  });

  it('skips silence when it is wanted, only while it plays, and remembers the wish', () => {
    sounding();
    player.setSilences('7:c1', [[20_000, 30_000]]);
    runTo(21);
    expect(audio.currentTime).toBe(21);
    player.setSkipSilence(true);
    expect(createPlayer().getState().skipSilence).toBe(true);
    runTo(21.1);
    expect(audio.currentTime).toBe(29.75);
    player.pause();
    runTo(21);
    expect(audio.currentTime).toBe(21);
  });

  it('does not skip by the silences of another recording, nor while it is seeking', () => {
    sounding();
    player.setSkipSilence(true);
    player.setSilences('8:c1', [[20_000, 30_000]]);
    runTo(21);
    expect(audio.currentTime).toBe(21);
    player.setSilences('7:c1', [[20_000, 30_000]]);
    audio.seeking = true;
    runTo(21);
    expect(audio.currentTime).toBe(21);
  });

  it('forgets side and loop with the recording, and leads the sound through a mixer only when a side is chosen', () => {
    sounding();
    player.hear('both');
    expect(heard).toEqual([]);
    player.hear('left');
    player.stepLoop();
    expect(player.getState()).toMatchObject({ side: 'left', loop: { from: 0, to: null } });
    player.play(source(8));
    expect(heard).toEqual(['left', 'both']);
    expect(player.getState()).toMatchObject({ side: 'both', loop: null });
  });

  it('keeps them when the same recording breaks off and is fetched anew', async () => {
    sounding();
    runTo(10);
    player.stepLoop();
    player.hear('right');
    audio.fire('error');
    await settle();
    expect(audio.loads).toBe(2);
    expect(player.getState()).toMatchObject({ side: 'right', loop: { from: 10, to: null } });
  });
});

describe('an engine that tells too little', () => {
  const plays = (seconds: number) => {
    audio.currentTime = seconds;
    audio.fire('timeupdate');
  };

  it('takes a time that moves for sound: after a seek WebKit may send no `playing`', () => {
    player.play(source(7));
    audio.ready();
    audio.fire('playing');
    player.seekTo(20);
    audio.fire('seeking');
    audio.fire('waiting');
    expect(player.getState().phase).toBe('waiting');
    plays(20);
    expect(player.getState().phase).toBe('waiting');
    plays(20.25);
    expect(player.getState().phase).toBe('playing');
  });

  it('says that there is no sound output, asks nobody, and plays once there is one', () => {
    player.play(source(7));
    audio.ready();
    audio.error = { code: 3, message: 'OnMediaSinkAudioError' };
    audio.currentTime = 4;
    audio.fire('error');
    expect(player.getState()).toMatchObject({
      phase: 'failed',
      failure: { state: 'no_output' },
      duration: 60,
    });
    expect(asked).toBe(0);
    player.play();
    audio.ready();
    audio.fire('playing');
    expect(player.getState()).toMatchObject({ phase: 'playing', failure: null });
    expect(audio.currentTime).toBe(4);
  });

  it('keeps a loop although no `playing` came', () => {
    player.play(source(7));
    audio.ready();
    player.seekTo(10);
    player.stepLoop();
    player.seekTo(12);
    player.stepLoop();
    audio.fire('waiting');
    for (const seconds of [10, 10.25, 11.9]) plays(seconds);
    plays(12.1);
    expect(audio.currentTime).toBe(10);
  });

  it('does not take a jump, or a moved place that is paused, for sound', () => {
    player.offer(source(7));
    audio.ready();
    audio.paused = true;
    plays(5);
    plays(6);
    expect(player.getState().phase).toBe('paused');
  });
});
