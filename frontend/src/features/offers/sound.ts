import type { Sound } from '@/kernel/api/missions';

type Note = { hertz: number; at: number; length: number; shape: OscillatorType; loud: number };

/** Two sounds that are told apart with the phone in the pocket; made here, so that they cost no bytes. */
const SOUNDS: Record<Exclude<Sound, 'none'>, Note[]> = {
  bell: [0, 0.7].flatMap((at) => [
    { hertz: 1175, at, length: 0.6, shape: 'sine', loud: 0.5 },
    { hertz: 2350, at, length: 0.35, shape: 'sine', loud: 0.15 },
  ]),
  horn: [0, 0.28, 0.56].flatMap((at) => [
    { hertz: 392, at, length: 0.22, shape: 'sawtooth', loud: 0.3 },
    { hertz: 494, at, length: 0.22, shape: 'sawtooth', loud: 0.25 },
  ]),
};

let context: AudioContext | null = null;

/** Browsers let a page make sounds only once somebody has touched it: the first touch opens the way. */
export function readySound(): () => void {
  const touched = () => {
    context ??= new AudioContext();
    void context.resume();
  };
  const events = ['pointerdown', 'keydown'] as const;
  events.forEach((name) => addEventListener(name, touched, { once: true }));
  return () => events.forEach((name) => removeEventListener(name, touched));
}

/** Plays a sound; silent where the browser does not allow one yet. */
export function play(sound: Sound): void {
  navigator.vibrate?.([200, 100, 200]);
  if (sound === 'none' || !context || context.state !== 'running') return;
  const now = context.currentTime;
  for (const { hertz, at, length, shape, loud } of SOUNDS[sound]) {
    const voice = context.createOscillator();
    const volume = context.createGain();
    voice.type = shape;
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(loud, now + at);
    volume.gain.exponentialRampToValueAtTime(0.001, now + at + length);
    voice.connect(volume).connect(context.destination);
    voice.start(now + at);
    voice.stop(now + at + length);
  }
}
