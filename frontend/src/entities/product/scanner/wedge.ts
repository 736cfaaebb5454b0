/**
 * Hardware scanners type: digits at a few milliseconds each, then Enter. A person's fastest keys are 60 ms apart, and
 * a cheap Bluetooth scanner's slowest below 50.
 */
const FAST_MS = 50;
/** Where no text is expected nobody types, so that slow Bluetooth scanners and busy phones get their time. */
export const UNHURRIED_MS = 300;
const SHORTEST = 6;

/** Tells a scanner from a person by the rhythm of the keys. */
export class WedgeReader {
  private text = '';
  private last = -Infinity;
  private readonly longest: number;

  /** `longest`: ms between two keys of one code. */
  constructor(longest: number = FAST_MS) {
    this.longest = longest;
  }

  /** Takes one key at its time (ms); answers the code when it was the Enter at the end of one. */
  key(key: string, at: number): string | null {
    const fast = at - this.last <= this.longest;
    this.last = at;
    if (key === 'Enter') {
      const code = fast && this.text.length >= SHORTEST ? this.text : null;
      this.text = '';
      return code;
    }
    // Shift and its like come between the characters of a code.
    if (key.length !== 1) return null;
    this.text = fast ? this.text + key : key;
    return null;
  }
}

/** Digits as long as the codes on goods, however slowly they were typed. */
export const looksLikeCode = (text: string): boolean => /^(\d{8}|\d{12,14})$/.test(text);
