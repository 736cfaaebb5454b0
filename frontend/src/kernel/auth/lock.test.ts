import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Profile } from '../offline/profile';
import { HIDDEN_MS, locksItself, unlock, watchSight } from './lock';

const acting = (id: string, has_pin = true) => ({ user: { id, has_pin }, opened_by: { id: 'awa', name: 'Awa' } }) as unknown as Profile;
const isLocked = () => localStorage.getItem('digiboost.locked') === '1';
let hidden = false;
const show = (visible: boolean) => {
  hidden = !visible;
  document.dispatchEvent(new Event('visibilitychange'));
};
let stop = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  hidden = false;
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden);
});
afterEach(() => {
  stop();
  unlock();
  vi.useRealTimers();
});

describe('a phone', () => {
  it('locks itself only while somebody acts who did not sign in here, unless told otherwise', () => {
    expect(locksItself(acting('awa'), null)).toBe(false);
    expect(locksItself(acting('moussa'), null)).toBe(true);
    expect(locksItself(acting('awa'), 'on')).toBe(true);
    expect(locksItself(acting('moussa'), 'off')).toBe(false);
  });

  it('is locked after five minutes out of sight', () => {
    stop = watchSight(() => acting('moussa'));
    show(false);
    vi.advanceTimersByTime(HIDDEN_MS - 1000);
    show(true);
    expect(isLocked()).toBe(false);
    show(false);
    vi.advanceTimersByTime(HIDDEN_MS);
    expect(isLocked()).toBe(true);
  });

  it('is locked when it was closed meanwhile', () => {
    localStorage.setItem('digiboost.hidden', String(Date.now() - HIDDEN_MS));
    stop = watchSight(() => acting('moussa'));
    expect(isLocked()).toBe(true);
  });

  it('is not locked against somebody without a PIN', () => {
    localStorage.setItem('digiboost.hidden', String(Date.now() - HIDDEN_MS));
    stop = watchSight(() => acting('moussa', false));
    expect(isLocked()).toBe(false);
  });
});
