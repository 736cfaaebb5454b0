/** "dépann'express douala" (without its accents) to "depann-express-douala": the end of an address. */
export const slugOf = (folded: string): string =>
  folded
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
