import { describe, expect, it } from 'vitest';
import { base64url, bytesOf } from './push';

describe('keys of web push', () => {
  it('pass from text to bytes and back', () => {
    const bytes = Uint8Array.from({ length: 65 }, (_, index) => (index * 37) % 256);
    const text = base64url(bytes.buffer);
    expect(text).not.toMatch(/[+/=]/);
    expect([...bytesOf(text)]).toEqual([...bytes]);
  });

  it('are empty where a browser gives none', () => {
    expect(base64url(null)).toBe('');
  });
});
