import { useEffect, useRef, type RefObject } from 'react';

export type Point = { x: number; y: number; at: number };

const FAR_PX = 60;
const SLOW_MS = 700;

/** What a finger meant that went from one point to another: a flick to a side, or nothing of the kind. */
export function swipeOf(from: Point, to: Point): 'left' | 'right' | null {
  const across = to.x - from.x;
  const isFlick = Math.abs(across) >= FAR_PX && Math.abs(across) > 2 * Math.abs(to.y - from.y) && to.at - from.at <= SLOW_MS;
  if (!isFlick) return null;
  return across < 0 ? 'left' : 'right';
}

const RESISTANCE = 0.45;
const MOST_PX = 110;
const ENOUGH_PX = 64;

/** How far a list follows the finger that pulls it down by so many pixels, and whether letting go refreshes. */
export function pulled(by: number): { offset: number; enough: boolean } {
  const offset = Math.min(MOST_PX, Math.max(0, by) * RESISTANCE);
  return { offset, enough: offset >= ENOUGH_PX };
}

/** Whether something between the finger and the screen scrolls sideways by itself. */
function scrollsAside(target: EventTarget | null, within: Element): boolean {
  for (let element = target as Element | null; element && element !== within; element = element.parentElement) {
    if (element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX)) return true;
  }
  return false;
}

type Gestures = { onSwipe: (to: 'left' | 'right') => void; onPull: (offset: number, enough: boolean) => void; onRelease: (enough: boolean) => void };

/** Tells what a finger does on an element: flicks to the sides, and a pull at the top of the page. Keys and buttons do the same. */
export function useGestures<T extends HTMLElement>(gestures: Gestures): RefObject<T | null> {
  const element = useRef<T>(null);
  const latest = useRef(gestures);
  useEffect(() => {
    latest.current = gestures;
  });
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    let start: Point | null = null;
    let pulling = false;
    let enough = false;
    const point = ({ clientX, clientY }: Touch, at: number): Point => ({ x: clientX, y: clientY, at });
    const begin = (event: TouchEvent) => {
      const touch = event.touches[0];
      start = event.touches.length === 1 && touch && !scrollsAside(event.target, box) ? point(touch, event.timeStamp) : null;
      pulling = enough = false;
    };
    const move = (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!start || !touch) return;
      const down = touch.clientY - start.y;
      if (!pulling && (scrollY > 0 || down < 12 || Math.abs(touch.clientX - start.x) > down)) return;
      pulling = true;
      const now = pulled(down);
      enough = now.enough;
      latest.current.onPull(now.offset, enough);
    };
    const end = (event: TouchEvent) => {
      const touch = event.changedTouches[0];
      if (!start || !touch) return;
      if (pulling) latest.current.onRelease(enough && event.type === 'touchend');
      else if (event.type === 'touchend') {
        const to = swipeOf(start, point(touch, event.timeStamp));
        if (to) latest.current.onSwipe(to);
      }
      start = null;
    };
    box.addEventListener('touchstart', begin, { passive: true });
    box.addEventListener('touchmove', move, { passive: true });
    box.addEventListener('touchend', end);
    box.addEventListener('touchcancel', end);
    // The browser's own pull would reload the whole application.
    const root = document.documentElement;
    root.style.overscrollBehaviorY = 'contain';
    return () => {
      box.removeEventListener('touchstart', begin);
      box.removeEventListener('touchmove', move);
      box.removeEventListener('touchend', end);
      box.removeEventListener('touchcancel', end);
      root.style.overscrollBehaviorY = '';
    };
  }, []);
  return element;
}
