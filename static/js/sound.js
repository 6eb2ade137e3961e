// Notes that can be heard, once somebody asked for it.

const A4 = { letter: 9, octave: 4, hertz: 440 };
const LETTERS = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const LOUD = 0.18;

/** The frequency of a note such as "C4", in hertz; 0 for what is no note. */
export function hertz(note) {
  const [, letter, octave] = /^([A-G])(\d)$/.exec(note ?? "") ?? [];
  if (!letter) return 0;
  return A4.hertz * 2 ** (Number(octave) - A4.octave + (LETTERS[letter] - A4.letter) / 12);
}

let context; // made on the first press that asks for sound, for the whole page

/** What a stage is heard by. Silent until it was switched on. */
export class Sound {
  on = false;

  /** Switches it on or off; throws where this browser has no sound. */
  toggle() {
    if (!this.on) {
      context ??= new AudioContext();
      context.resume();
    }
    this.on = !this.on;
    return this.on;
  }

  /** Plays a note for so many seconds, if sound is on. wave: "triangle", "sine", "square". */
  play(note, seconds, wave) {
    const frequency = hertz(note);
    if (!this.on || !frequency) return;
    const now = context.currentTime;
    const tone = new OscillatorNode(context, { type: wave, frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(wave === "square" ? LOUD / 3 : LOUD, now + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, now + seconds);
    tone.connect(volume).connect(context.destination);
    tone.start(now);
    tone.stop(now + seconds);
  }
}
