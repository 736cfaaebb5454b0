/**
 * How far this device has followed the server's feed of changes, by its numbers: each write that changed something
 * takes the next one, and the server names it with its answer. Own work is on the screen already by its effects, so
 * that it need not be fetched; it comes with the next thing that does. Kept in memory, and only spares requests.
 */
let seen: number | null = null;

export const feed = {
  forget(): void {
    seen = null;
  },
  /** A copy up to this number is here. */
  fetched(number: number | null): void {
    seen = number;
  },
  /** Own work took this number; false when something of others lies before it, or when the server named none. */
  own(number: number | null): boolean {
    if (number === null || seen === null || number > seen + 1) return false;
    seen = Math.max(seen, number);
    return true;
  },
  /** Whether something took this number that is not known here. */
  isNews: (number: number): boolean => seen === null || number > seen,
};
