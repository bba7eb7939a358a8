import type { PlayerEngine } from './player-engine';
import { isBusy } from './player-state';

const STEP_SECONDS = 10;

/** Lets the keyboard's media keys, headsets and the system's own panel drive the player. */
export function connectMediaSession(player: PlayerEngine): void {
  if (typeof navigator === 'undefined' || !('mediaSession' in navigator)) return;
  const session = navigator.mediaSession;
  const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: () => player.play(),
    pause: () => player.pause(),
    stop: () => player.close(),
    seekbackward: ({ seekOffset }) => player.seekBy(-(seekOffset ?? STEP_SECONDS)),
    seekforward: ({ seekOffset }) => player.seekBy(seekOffset ?? STEP_SECONDS),
    seekto: ({ seekTime }) => player.seekTo(seekTime ?? 0),
  };
  for (const [action, handler] of Object.entries(handlers)) {
    try {
      session.setActionHandler(action as MediaSessionAction, handler);
    } catch {
      // An older browser does not know this one.
    }
  }

  let shown: string | null = null;
  player.subscribe(() => {
    const { source, phase, duration, speed } = player.getState();
    session.playbackState = source === null ? 'none' : isBusy(phase) ? 'playing' : 'paused';
    if (source?.key !== shown) {
      shown = source?.key ?? null;
      session.metadata = source && new MediaMetadata({ title: source.title, artist: source.taskName });
    }
    if (source && duration !== null && duration > 0) {
      session.setPositionState({
        duration,
        playbackRate: speed,
        position: Math.min(player.getTime(), duration),
      });
    }
  });
}
