import { newId } from './ids';

/** What this device remembers and is no secret. Storage may be blocked (private window): then nothing is remembered. */
type Preference = 'language' | 'theme' | 'session' | 'signout' | 'email' | 'phone' | 'signin' | 'acting' | 'locked' | 'autolock' | 'hidden' | 'lite' | 'data-price' | 'device' | 'push';

export function readPreference(name: Preference): string | null {
  try {
    return localStorage.getItem(`digiboost.${name}`);
  } catch {
    return null;
  }
}

export function writePreference(name: Preference, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`digiboost.${name}`);
    else localStorage.setItem(`digiboost.${name}`, value);
  } catch {
    // Nothing depends on it: the preference lives for this visit only.
  }
}

export type Theme = 'auto' | 'light' | 'dark';

export function currentTheme(): Theme {
  const kept = readPreference('theme');
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

export function applyTheme(theme: Theme): void {
  writePreference('theme', theme === 'auto' ? null : theme);
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

let device: string | null = null;

/** A name that this device gave itself, to tell whose queue an operation came from. */
export function deviceId(): string {
  device ??= readPreference('device');
  if (!device) writePreference('device', (device = newId()));
  return device;
}
