const KEY = 'digiboost.stamp';
let last = 0;

/**
 * A number that only grows, on this device, across tabs and when the clock is set back: tells whether something
 * was acknowledged before or after a copy of the data was taken. Close to the time in ms, but not to be shown.
 */
export function stamp(now: number = Date.now()): number {
  let kept = 0;
  try {
    kept = Number(localStorage.getItem(KEY)) || 0;
  } catch {
    // Blocked storage: it then grows as long as the page lives.
  }
  last = Math.max(now, last + 1, kept + 1);
  try {
    localStorage.setItem(KEY, String(last));
  } catch {
    // The same.
  }
  return last;
}
