import { useEffect, useState } from 'react';
import type { Answer } from '@/kernel/api/client';

/** How far the server's clock is ahead of this phone's, in ms; 0 until it has answered. */
let ahead = 0;

/** The server's time by its answer, which is at most a second and the way back old; a phone's clock may be hours off. */
export async function noteTime<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await call;
  setServerTime(answer.response.headers.get('Date'));
  return answer;
}

export function setServerTime(header: string | null, now: number = Date.now()): void {
  const at = Date.parse(header ?? '');
  // The header counts whole seconds: in the mean it is half a second behind.
  if (!Number.isNaN(at)) ahead = at + 500 - now;
}

export const serverNow = (): number => Date.now() + ahead;

/** The server's time, told again every second while the page is seen and `running`. */
export function useServerNow(running: boolean): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!running) return;
    const tick = () => {
      if (!document.hidden) setNow(serverNow());
    };
    const timer = setInterval(tick, 1000);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [running]);
  return now;
}

/** Whole seconds until a moment, never below 0. */
export const secondsUntil = (moment: string, now: number): number => Math.max(0, Math.ceil((Date.parse(moment) - now) / 1000));

/** "4:05", "1:02:30". */
export function clockText(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
