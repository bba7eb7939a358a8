import type { HeardSide } from './player-state';

/**
 * Lets one side of a stereo recording be heard alone, in both ears. An audio element that was once led through here
 * stays so, therefore one is made only when a side is chosen. Browser only; call it after a click.
 */
export class ChannelMixer {
  readonly #context = new AudioContext();
  readonly #input: GainNode;
  readonly #splitter: ChannelSplitterNode;

  constructor(audio: HTMLAudioElement) {
    const stereo = { channelCount: 2, channelCountMode: 'explicit' } as const;
    // A mono recording becomes two equal sides here: the splitter alone would leave the right one silent.
    this.#input = new GainNode(this.#context, stereo);
    this.#splitter = new ChannelSplitterNode(this.#context, { numberOfOutputs: 2 });
    this.#context.createMediaElementSource(audio).connect(this.#input);
    this.hear('both');
  }

  hear(side: HeardSide): void {
    const { destination } = this.#context;
    this.#input.disconnect();
    this.#splitter.disconnect();
    if (side === 'both') {
      this.#input.connect(destination);
      return;
    }
    this.#input.connect(this.#splitter);
    this.#splitter.connect(destination, side === 'left' ? 0 : 1);
  }

  /** A context that the browser has put to sleep lets no sound through. */
  wake(): void {
    if (this.#context.state === 'suspended') void this.#context.resume();
  }
}
