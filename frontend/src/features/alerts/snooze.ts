/** The server puts an alert off by whole hours, at most a month. */
export const MOST_HOURS = 720;

/** The hour of the morning at which an alert comes back; by then people have opened. */
const MORNING = 7;

/** Hours from now to the morning of a day that lies so many days ahead, on a clock that shows `hour` and `minute`. */
export function hoursUntilMorning(days: number, hour: number, minute: number): number {
  const hours = days * 24 + MORNING - hour - (minute >= 30 ? 1 : 0);
  return Math.min(MOST_HOURS, Math.max(1, hours));
}

/** What the company's clock shows. */
export function clock(timeZone: string, now: number = Date.now()): { hour: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).formatToParts(now);
  const part = (type: 'hour' | 'minute') => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return { hour: part('hour'), minute: part('minute') };
}
