/** A WAV file of one millisecond of silence: 8 samples of 8 bits, 8 kHz, one channel. */
const SILENCE = 'UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAgICAgICAgA==';

let warm = false;

/**
 * Has the browser start what it needs to make a sound (decoder, audio service), once for each page: Chromium starts
 * them with a page's first sound, which else comes half a second later. Nothing is heard and nothing is fetched.
 */
export function warmUpSound(): void {
  if (warm) return;
  warm = true;
  const bytes = Uint8Array.from(atob(SILENCE), (char) => char.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'audio/wav' }));
  const audio = new Audio();
  const drop = () => {
    audio.removeAttribute('src');
    URL.revokeObjectURL(url);
  };
  for (const end of ['ended', 'error'] as const) audio.addEventListener(end, drop, { once: true });
  audio.muted = true;
  audio.src = url;
  // Muted sound needs no press. Where it is refused all the same, the first real one comes a little later.
  audio.play().catch(drop);
}
